import { expect } from 'chai';
import { resolveOptions } from '../../lib/server/check-options.js';
import { defaults } from '../../lib/server/options.js';

describe('the options of a server', () => {
  it('are the defaults where not given, or given as undefined', () => {
    expect(resolveOptions()).to.deep.equal(defaults);
    expect(resolveOptions({ era: undefined as never })).to.deep.equal(defaults);
    expect(resolveOptions({ era: 'beam', history: 0 })).to.deep.equal({ ...defaults, era: 'beam', history: 0 });
  });

  const wrong: Record<string, unknown[]> = {
    endpoints: [0, 1.5, '2', 101],
    host: ['', 7],
    port: [-1, 65_536, '80'],
    origins: [
      'https://a.example',
      [7],
      ['a.example'],
      ['https://a.example/path'],
      ['https://u@a.example'],
      [''],
      ['https://a.example/'],
    ],
    users: [{}, [{}], [{ username: 'a b' }], [{ username: 'a' }, { username: 'A' }], [{ username: 'a', id: 0 }]],
    channels: [[{}], [{ id: 1 }, { id: 1 }], [{ id: 1, links: 'some' }], [{ id: 1, roles: { bob: 'Mod' } }]],
    authkeys: ['once', true],
    authkeyLifetime: [-1, Number.NaN, Number.POSITIVE_INFINITY],
    era: ['mixxer', 'toString'],
    errors: [{ nope: 1 }, 'x'],
    history: [-1, 0.5],
    messageLength: [0],
    slowChat: [-1],
    callsPerSecond: [0, Number.NaN],
    authAgain: [true],
    userJoin: ['last'],
    idleTimeout: [null, 2 ** 31, 30 * 24 * 3_600_000],
    pingInterval: ['1s', 2 ** 31, Number.POSITIVE_INFINITY],
    maxPayload: [0],
    maxBacklog: [0],
    giveawayStep: [-1, 2 ** 31],
    random: [0.5],
  };

  for (const [name, values] of Object.entries(wrong))
    it(`refuses an impossible ${name} by its name`, () => {
      for (const value of values)
        expect(() => resolveOptions({ [name]: value }), String(value)).to.throw(TypeError, name);
    });

  for (const [users, says] of [
    [[{ username: 'kim' }, 7], 'users[1] must be an object'],
    [[{ id: 1 }], 'users[0] needs username'],
    [[{ username: 'kim', rols: [] }], 'users[0] has "rols", and may have id, username, roles, level, rank, avatar'],
    [[{ username: 'kim', constructor: 1 }], 'users[0] has "constructor"'],
    [[{ username: 'kim' }, { username: 'lou', roles: 'Mod' }], 'users[1].roles must be an array of strings'],
    [[{ username: 'kim', id: 1 }, { username: 'lou' }, { username: 'max', id: 1 }], 'users[2].id is that of another'],
    [[{ username: 'kim' }, { username: 'KIM' }], 'users[1].username is that of another'],
  ] as const)
    it(`says which user is wrong, and how: ${says}`, () =>
      expect(() => resolveOptions({ users } as object)).to.throw(TypeError, `ChatServer option ${says}`));

  it('takes a month where no timer has to hold it, and the longest timer where one has', () => {
    const month = { authkeyLifetime: 30 * 24 * 3_600_000, slowChat: 30 * 24 * 3_600_000 };
    const longest = { idleTimeout: 2 ** 31 - 1, pingInterval: 2 ** 31 - 1, giveawayStep: 2 ** 31 - 1 };
    expect(resolveOptions({ ...month, ...longest })).to.include({ ...month, ...longest });
    expect(() => resolveOptions({ pingInterval: 2 ** 31 })).to.throw(
      TypeError,
      'ChatServer option pingInterval must be a time in ms from 0 to 2147483647',
    );
  });

  it('refuses a port with too few after it for the endpoints', () => {
    expect(resolveOptions({ port: 65_533, endpoints: 2 })).to.include({ port: 65_533 });
    expect(() => resolveOptions({ port: 65_534, endpoints: 2 })).to.throw(
      TypeError,
      'port must leave room below 65536 for the endpoints (2)',
    );
  });

  it('each have a spec here', () => {
    expect(Object.keys(wrong)).to.include.members(Object.keys(defaults));
  });

  it('refuses unknown options', () => {
    expect(() => resolveOptions({ prot: 1 } as object)).to.throw(TypeError, '"prot"');
    expect(() => resolveOptions(JSON.parse('{"__proto__": 1}'))).to.throw(TypeError, '__proto__');
    expect(() => resolveOptions({ users: [{ username: 'a', nick: 'b' }] } as object)).to.throw(TypeError, 'users');
  });
});

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

  for (const [options, says] of [
    [{ users: [{ username: 'kim' }, 7] }, 'the option users[1] must be an object, not 7'],
    [{ channels: [[]] }, 'the option channels[0] must be an object, not an array of 0'],
    [{ users: 5 }, 'the option users must be an array of objects, not 5'],
    [{ users: [{ id: 1 }] }, 'the option users[0].username is missing'],
    [
      { users: [{ username: 'kim', rols: [] }] },
      'there is no option "users[0].rols": there are id, username, roles, level, rank, avatar',
    ],
    [{ users: [{ username: 'kim', constructor: 1 }] }, 'there is no option "users[0].constructor"'],
    [
      { users: [{ username: 'kim' }, { username: 'lou', roles: 'Mod' }] },
      'the option users[1].roles must be an array of strings, not "Mod"',
    ],
    [
      { users: [{ username: 'kim', id: 1 }, { username: 'lou' }, { username: 'max', id: 1 }] },
      'the option users[2].id must be unique, but 1 occurs twice',
    ],
    [
      { users: [{ username: 'kim' }, { username: 'KIM' }] },
      'the option users[1].username must be unique, but "KIM" occurs twice',
    ],
    [
      { channels: [{ id: 1, accessKey: 7 }] },
      'the option channels[0].accessKey must be a string that is not empty, not a number',
    ],
    [
      { origins: ['*', 'https://ada:secret@a.example'] },
      `the option origins[1] must be '*', or an origin without a path, such as 'https://app.example', not a string with "@", "?" or "#"`,
    ],
    [
      { origins: ['foo'] },
      `the option origins[0] must be '*', or an origin without a path, such as 'https://app.example', not "foo"`,
    ],
    [{ origins: [''] }, `such as 'https://app.example', not ""`],
    [{ origins: [undefined] }, `such as 'https://app.example', not null`],
    [
      { channels: [{ id: 1, accessKey: '' }] },
      'the option channels[0].accessKey must be a string that is not empty, not an empty string',
    ],
    [
      { channels: [{ id: 1, roles: { kim: ['Mod'], lou: 'x' } }] },
      'the option channels[0].roles must be arrays of strings by username, not "x" for "lou"',
    ],
    [{ channels: [{ id: 1, roles: 'x' }] }, 'must be arrays of strings by username, not "x"'],
    [{ errors: { foo: 1 } }, ', not one with the key "foo"'],
    [{ era: 'mixxer' }, `the option era must be 'beam' or 'mixer', not "mixxer"`],
    [{ endpoints: 0 }, 'the option endpoints must be a whole number from 1 to 100, not 0'],
    [{ prot: 1 }, 'there is no option "prot": there are endpoints, host, port'],
  ] as const)
    it(`says what is wrong, as a client does: ${says}`, () =>
      expect(() => resolveOptions(options as object)).to.throw(TypeError, says));

  for (const given of [null, 'x', 5, [], () => 1, new Map()])
    it(`refuses ${String(given) || '[]'} in place of the options`, () =>
      expect(() => resolveOptions(given as object)).to.throw(TypeError, 'the options must be an object, not '));

  it('takes a month where no timer has to hold it, and the longest timer where one has', () => {
    const month = { authkeyLifetime: 30 * 24 * 3_600_000, slowChat: 30 * 24 * 3_600_000 };
    const longest = { idleTimeout: 2 ** 31 - 1, pingInterval: 2 ** 31 - 1, giveawayStep: 2 ** 31 - 1 };
    expect(resolveOptions({ ...month, ...longest })).to.include({ ...month, ...longest });
    expect(() => resolveOptions({ pingInterval: 2 ** 31 })).to.throw(
      TypeError,
      'the option pingInterval must be a number of ms from 0 to 2147483647, not 2147483648',
    );
  });

  it('refuses a port with too few after it for the endpoints', () => {
    expect(resolveOptions({ port: 65_533, endpoints: 2 })).to.include({ port: 65_533 });
    expect(() => resolveOptions({ port: 65_534, endpoints: 2 })).to.throw(
      TypeError,
      'the option port must be from 0 to 65533, to leave ports for the endpoints, not 65534',
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

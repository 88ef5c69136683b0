import { expect } from 'chai';
import { NEVER } from 'rxjs';
import { type BeamChatOptions, defaults, resolveOptions } from '../../lib/beam/options.js';
import { inWindow } from '../../lib/traffic/in-window.js';
import { onRefusal } from '../../lib/traffic/on-refusal.js';

const TOO_LONG = 2 ** 31;

/** Takes any value, as a caller without types may pass it. */
const resolve = (given: unknown) => resolveOptions(given as BeamChatOptions);

const messageOf = (given: unknown): string => {
  try {
    resolve(given);
  } catch (error) {
    expect(error).to.be.instanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('nothing was thrown');
};

describe('resolveOptions', () => {
  it('returns the defaults for no options', () => {
    expect(resolve({})).to.deep.equal(defaults);
  });

  it('has the documented defaults', () => {
    expect(defaults).to.deep.include({
      connectTimeout: 10_000,
      hedge: Number.POSITIVE_INFINITY,
      callTimeout: 20_000,
      pingInterval: 15_000,
      pingTimeout: 5_000,
      backoff: { initial: 500, max: 30_000 },
      stableAfter: 5_000,
      spool: { limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' },
      resend: ['history'],
      welcome: true,
      ws: { maxPayload: 1_048_576 },
      random: Math.random,
    });
    expect(defaults.shouldReconnect()).to.equal(true);
  });

  class Ctor {}
  const good: Record<keyof BeamChatOptions, unknown[]> = {
    auth: [[1], [1, 2, 'key'], () => [1], async () => [1]],
    connectTimeout: [0, 1, TOO_LONG - 1, Number.POSITIVE_INFINITY],
    hedge: [1, 1.5, TOO_LONG - 1, Number.POSITIVE_INFINITY],
    callTimeout: [0, 0.5, Number.POSITIVE_INFINITY],
    pingInterval: [0, 100, Number.POSITIVE_INFINITY],
    pingTimeout: [1, TOO_LONG - 1],
    backoff: [
      { initial: 0, max: 0 },
      { initial: 500, max: Number.POSITIVE_INFINITY },
    ],
    stableAfter: [0, Number.POSITIVE_INFINITY],
    spool: [{ limit: 0, ttl: 1, overflow: 'drop-oldest' }],
    resend: [[], ['history', 'ping']],
    pace: [inWindow({ messages: 2, per: 1 }), onRefusal(), [], [inWindow({ messages: 2, per: 1 }), onRefusal()]],
    concurrency: [1, 7, Number.POSITIVE_INFINITY],
    highWater: [0, 1.5, Number.POSITIVE_INFINITY],
    shouldReconnect: [() => false, async () => false, () => NEVER],
    wake$: [NEVER],
    welcome: [true, false],
    clientId: ['', 'x'],
    protocolVersion: ['2.0'],
    query: [{}, { a: 'b' }],
    protocols: ['cbor', ['a', 'b'], []],
    WebSocketCtor: [Ctor],
    ws: [{ maxPayload: 5 }, { maxPayload: 1_048_576, headers: { a: 'b' } }],
    random: [() => 0.5],
  };
  for (const [name, values] of Object.entries(good)) {
    it(`accepts ${name}, and treats undefined as not given`, () => {
      for (const value of values) expect(resolve({ [name]: value })).to.have.deep.property(name, value);
      expect(resolve({ [name]: undefined })).to.deep.equal(defaults);
    });
  }

  const notNumbers = ['100', null, Number.NaN, -1, TOO_LONG, {}, true, 5n];
  const notText = [7, null, {}, ['a'], false];
  const notFunctions = [7, null, {}, 'f', true];
  const bad: Record<keyof BeamChatOptions, unknown[]> = {
    auth: [7, null, true, { channelId: 1 }],
    connectTimeout: notNumbers,
    hedge: [...notNumbers, 0, 0.5],
    callTimeout: notNumbers,
    pingInterval: notNumbers,
    pingTimeout: [...notNumbers, 0, 0.5, Number.POSITIVE_INFINITY],
    backoff: [7, null, [500, 30_000], 'fast', () => 5],
    stableAfter: notNumbers,
    spool: [7, null, [], 'none'],
    resend: ['history', null, [7], ['a', undefined], {}],
    pace: [7, null, 'slow', {}, { messages: 2, per: 1 }, inWindow, [onRefusal(), onRefusal]],
    concurrency: ['1', null, Number.NaN, -1, 0, 1.5, {}],
    highWater: ['1', null, Number.NaN, -1, {}],
    shouldReconnect: notFunctions,
    wake$: [7, null, {}, [], () => NEVER, { subscribe: true }],
    welcome: ['yes', 0, null],
    clientId: notText,
    protocolVersion: notText,
    query: ['a=b', null, [], { a: 7 }, { a: null }],
    protocols: [7, null, {}, ['a', 7]],
    WebSocketCtor: notFunctions,
    ws: [7, null, [], 'x'],
    random: notFunctions,
  };
  for (const [name, values] of Object.entries(bad)) {
    it(`refuses an invalid ${name}, and names it`, () => {
      for (const value of values) expect(messageOf({ [name]: value })).to.include(`the option ${name} must be `);
    });
  }

  const nested: [given: object, names: string][] = [
    [{ backoff: { initial: -1 } }, 'the option backoff.initial must be '],
    [{ backoff: { initial: Number.POSITIVE_INFINITY } }, 'the option backoff.initial must be '],
    [{ backoff: { max: '30s' } }, 'the option backoff.max must be '],
    [{ backoff: { min: 5 } }, '"backoff.min"'],
    [{ spool: { limit: 1.5 } }, 'the option spool.limit must be '],
    [{ spool: { limit: -1 } }, 'the option spool.limit must be '],
    [{ spool: { limit: '5' } }, 'the option spool.limit must be '],
    [{ spool: { ttl: 0 } }, 'the option spool.ttl must be '],
    [{ spool: { ttl: null } }, 'the option spool.ttl must be '],
    [{ spool: { overflow: 'drop-newest' } }, 'the option spool.overflow must be '],
    [{ spool: { size: 5 } }, '"spool.size"'],
  ];
  for (const [given, names] of nested) {
    it(`refuses ${JSON.stringify(given)}, and names the option inside`, () => {
      expect(messageOf(given)).to.include(names);
    });
  }

  it('fills in the defaults of nested options that are missing or undefined', () => {
    const { backoff, spool } = resolve({ backoff: { max: 1000 }, spool: { limit: 5, ttl: undefined } });
    expect(backoff).to.deep.equal({ initial: 500, max: 1000 });
    expect(spool).to.deep.equal({ limit: 5, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' });
    expect(resolve({ spool: { limit: Number.POSITIVE_INFINITY } }).spool.limit).to.equal(Number.POSITIVE_INFINITY);
    expect(resolve({ ws: { headers: { a: 'b' } } }).ws).to.deep.equal({ headers: { a: 'b' }, maxPayload: 1_048_576 });
  });

  for (const name of ['timeout', 'Auth', 'toString', '__proto__', 'constructor', 'hasOwnProperty']) {
    it(`refuses an unknown option, and names it: ${name}`, () => {
      const given = JSON.parse(`{"${name}": 7}`);
      expect(messageOf(given)).to.include(`"${name}"`).and.include('connectTimeout');
    });
  }

  for (const given of [null, [], 'fast', 7, () => {}]) {
    it(`refuses options that are no object: ${typeof given}`, () => {
      expect(messageOf(given)).to.include('the options must be an object');
    });
  }

  it('R26: prints no credentials', () => {
    expect(messageOf({ auth: { authkey: 'k3y' } })).not.to.include('k3y');
    expect(messageOf({ authkey: 'k3y' })).not.to.include('k3y');
    expect(messageOf({ query: { key: ['k3y'] } })).not.to.include('k3y');
    expect(messageOf(['k3y'])).not.to.include('k3y');
  });

  it('R28: calls none of the given functions', () => {
    const boom = () => {
      throw new Error('called');
    };
    class Ctor {
      constructor() {
        boom();
      }
    }
    resolve({ auth: boom, random: boom, shouldReconnect: boom, WebSocketCtor: Ctor, wake$: { subscribe: boom } });
  });

  /** Every object and array inside, except functions. */
  const partsOf = (value: unknown): object[] =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];
  const whole = () => ({
    auth: [1, 2, 'key'],
    backoff: { initial: 1 },
    spool: { limit: 1 },
    resend: ['history'],
    query: { a: 'b' },
    protocols: ['a'],
    ws: { headers: { a: 'b', Cookie: ['c'] } },
  });

  it('copies the given options, so that later changes have no effect on a client', () => {
    const given = whole();
    const resolved = resolve(given);
    const before = JSON.stringify(resolved);
    for (const part of partsOf(given)) {
      if (Array.isArray(part)) part.push('changed');
      else Object.assign(part, { changed: true, a: 'changed' });
    }
    expect(JSON.stringify(resolved)).to.equal(before);
  });

  it('returns only frozen objects', () => {
    for (const part of [...partsOf(resolve(whole())), ...partsOf(resolve({})), ...partsOf(defaults)]) {
      expect(Object.isFrozen(part), JSON.stringify(part)).to.equal(true);
    }
  });

  it('passes an agent and other options of ws on as they are', () => {
    const agent = { addRequest: () => {} };
    const ca = ['pem'];
    const { ws } = resolve({ ws: { agent, ca } });
    expect([ws.agent, ws['ca']]).to.deep.equal([agent, ca]);
    expect(ws.agent).to.equal(agent);
    expect(Object.isFrozen(agent)).to.equal(false);
  });

  it('leaves out headers that are undefined', () => {
    expect(resolve({ ws: { headers: { a: undefined, b: 'c' } } }).ws.headers).to.deep.equal({ b: 'c' });
  });

  it('does not change the given options or the defaults', () => {
    const given = Object.freeze({ backoff: Object.freeze({ max: 1 }), spool: Object.freeze({ limit: 1 }) });
    const before = JSON.stringify(defaults);
    resolve(given);
    expect(JSON.stringify(defaults)).to.equal(before);
  });
});

import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import {
  AddressError,
  AuthenticationFailedError,
  BadMessageError,
  BeamError,
  CallError,
  ConnectionError,
  NoMethodHandlerError,
  ReplyError,
  TimeoutError,
} from '../lib/errors.js';
import { describeCause, quote } from '../lib/text/quote.js';
import { sayServerError } from '../lib/text/server-error.js';
import { type Facts, fieldsOf } from './kit/facts.js';

const cause = new Error('why');
const call = { method: 'msg', id: 3, kind: 'overflow', delivery: 'never' } as const;

describe('errors', () => {
  const cases: [error: BeamError, facts: Facts, message: string | RegExp][] = [
    [new AddressError('no address', 'http://a'), { name: 'AddressError', address: 'http://a' }, 'no address'],
    [new AddressError('no address', { authkey: 'k3y' }), { name: 'AddressError' }, 'no address'],
    [new ConnectionError('gone'), { name: 'ConnectionError' }, 'gone'],
    [
      new ConnectionError('gone', { address: 'wss://x', code: 1006, reason: 'r', httpStatus: 503, cause }),
      { name: 'ConnectionError', address: 'wss://x', code: 1006, reason: 'r', httpStatus: 503 },
      'gone',
    ],
    [new BadMessageError('odd', '{', { cause }), { name: 'BadMessageError', data: '{' }, 'odd'],
    [new NoMethodHandlerError('toString'), { name: 'NoMethodHandlerError', id: 'toString' }, /id "toString"/],
    [new CallError('full', call, { cause }), { name: 'CallError', ...call }, 'full'],
    [
      new ReplyError('msg', 3, 'no'),
      { name: 'ReplyError', method: 'msg', id: 3, kind: 'refused', delivery: 'answered', error: 'no' },
      'the server refused "msg": "no"',
    ],
    [
      new TimeoutError('ping', undefined, 5000),
      { name: 'TimeoutError', method: 'ping', kind: 'timeout', delivery: 'unknown', waited: 5000 },
      'no answer to "ping" in 5000 ms',
    ],
    [new AuthenticationFailedError('banned'), { name: 'AuthenticationFailedError' }, 'banned'],
    [
      new AuthenticationFailedError('banned', { code: 'UACCESS', address: 'wss://x', cause }),
      { name: 'AuthenticationFailedError', code: 'UACCESS', address: 'wss://x' },
      'banned',
    ],
  ];
  for (const [error, facts, message] of cases) {
    it(`${error.name}: is a BeamError with its facts: ${JSON.stringify(facts)}`, () => {
      expect(error).to.be.instanceOf(BeamError).and.instanceOf(Error);
      expect(fieldsOf(error)).to.deep.equal(facts);
      expect(error.message).to.match(typeof message === 'string' ? new RegExp(`^${message}$`) : message);
      expect(String(error)).to.equal(`${error.name}: ${error.message}`);
    });
  }

  const address = "wss://ada:SEC'RET@a/?k=SECRET";
  const reporting: [name: string, error: BeamError & { address?: string | undefined }][] = [
    ['AddressError', new AddressError(`no good: ${address}`, address)],
    ['ConnectionError', new ConnectionError(`no good: ${address}`, { address })],
    ['AuthenticationFailedError', new AuthenticationFailedError(`no good: ${address}`, { address })],
  ];
  for (const [name, error] of reporting) {
    it(`R26: ${name} redacts its address, in its message too`, () => {
      expect([error.message, error.address]).to.deep.equal(['no good: wss://a/?k=…', 'wss://a/?k=…']);
      expect(inspect(error)).not.to.include('SEC');
    });
  }

  it('R13: a refusal and a timeout are CallErrors', () => {
    expect(new ReplyError('msg', 0, 'no')).to.be.instanceOf(CallError);
    expect(new TimeoutError('msg', 0, 1)).to.be.instanceOf(CallError);
  });

  it('have a cause only if one was given, undefined included', () => {
    const withCause = [
      new ConnectionError('gone', { cause }),
      new BadMessageError('odd', '', { cause }),
      new CallError('full', call, { cause }),
      new AuthenticationFailedError('banned', { cause }),
    ];
    for (const error of withCause) expect(error.cause).to.equal(cause);
    for (const error of [new ConnectionError('gone', {}), new AuthenticationFailedError('banned')]) {
      expect(Object.hasOwn(error, 'cause')).to.equal(false);
    }
    expect(Object.hasOwn(new ConnectionError('gone', { cause: undefined }), 'cause')).to.equal(true);
  });

  describe('show the server’s error', () => {
    const says: [error: unknown, said: string][] = [
      ['no', '"no"'],
      [4006, '4006'],
      [{ code: 'UACCESS', message: 'banned' }, '"UACCESS" "banned"'],
      [{ code: 4006 }, '4006'],
      [{ message: { deep: 'authkey' } }, 'an object'],
      [{ other: 1 }, 'an object'],
      [{}, 'an object'],
      [true, 'true'],
      [['a'], 'an array of 1'],
    ];
    for (const [error, said] of says) {
      it(JSON.stringify(error), () => expect(sayServerError(error)).to.equal(said));
    }
  });
});

describe('quote', () => {
  const cases: [value: unknown, quoted: string][] = [
    ['a "b"', '"a \\"b\\""'],
    ['x'.repeat(120), `"${'x'.repeat(120)}"`],
    ['x'.repeat(121), `"${'x'.repeat(120)}…"`],
    ['', '""'],
    [7, '7'],
    [Number.NaN, 'NaN'],
    [-0, '0'],
    [7n, '7n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 'k3y', 'a function'],
    [class Key {}, 'a function'],
    [['k3y', 1], 'an array of 2'],
    [{ authkey: 'k3y' }, 'an object'],
    [Object.create(null), 'an object'],
    [new Error('k3y'), 'an object'],
  ];
  for (const [value, quoted] of cases) {
    it(`shows ${typeof value} as ${quoted.slice(0, 20)}, without looking inside`, () => {
      expect(quote(value)).to.equal(quoted);
    });
  }

  it('describeCause returns the message of an Error, and quotes any other value', () => {
    expect([
      describeCause(cause),
      describeCause('why'),
      describeCause({ why: 1 }),
      describeCause(undefined),
    ]).to.deep.equal(['why', '"why"', 'an object', 'undefined']);
  });

  const withoutMessage = (facts: object = {}) => Object.assign(new Error(''), facts);
  const itself = new AggregateError([]);
  itself.errors.push(itself);
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const causes: [what: string, cause: unknown, words: string][] = [
    [
      'an AggregateError of Node',
      new AggregateError([new Error('connect ECONNREFUSED ::1:9'), cause]),
      'connect ECONNREFUSED ::1:9',
    ],
    ['an AggregateError with a message', new AggregateError([cause], 'all failed'), 'all failed'],
    ['an AggregateError inside another', new AggregateError([new AggregateError([cause])]), 'why'],
    ['an AggregateError of itself', itself, 'AggregateError'],
    [
      'an AggregateError whose errors have a code only',
      new AggregateError([withoutMessage({ code: 'ECONNREFUSED' })]),
      'ECONNREFUSED',
    ],
    [
      'an AggregateError of errors without message or code',
      Object.assign(new AggregateError([withoutMessage()]), { code: 'ETIMEDOUT' }),
      'ETIMEDOUT',
    ],
    ['an empty AggregateError', new AggregateError([]), 'AggregateError'],
    ['an error with a cause only', new Error('', { cause }), 'why'],
    ['an error with a code only', withoutMessage({ code: 'ECONNRESET' }), 'ECONNRESET'],
    ['an error with a name only', new TypeError(), 'TypeError'],
    ['an error with nothing at all', withoutMessage({ name: '' }), 'an error'],
    ['an error with a blank message', new RangeError(' \n'), 'RangeError'],
    ['an error whose message is no text', withoutMessage({ message: { authkey: 'k3y' } }), 'Error'],
    ['a DOMException', new DOMException('', 'AbortError'), 'AbortError'],
    ['an error of another realm', runInNewContext('new Error("from afar")'), 'from afar'],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', {
        get: () => {
          throw cause;
        },
      }),
      'an object',
    ],
    ['a revoked proxy', revoked.proxy, 'an object'],
    ['an empty text', '', '""'],
  ];
  for (const [what, given, words] of causes) {
    it(`describeCause describes ${what} as ${words}`, () => expect(describeCause(given)).to.equal(words));
  }
});

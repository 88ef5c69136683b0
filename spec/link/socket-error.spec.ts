import { expect } from 'chai';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { failureOf, socketErrorOf } from '../../lib/link/socket-error.js';

const DIAL = { address: 'wss://a', fatalCloseCodes: [4001] };

const table = [
  ['a socket that had opened', 1006, true, undefined, 'the connection to wss://a was lost: close code 1006'],
  ['one that had not', 1006, false, new Error('no route'), 'the connection to wss://a failed: no route'],
  [
    'a fatal code',
    4001,
    true,
    undefined,
    'the connection to wss://a was refused, and the client closes: close code 4001',
  ],
  ['a fatal code before it opened', 4001, false, undefined, 'the connection to wss://a failed: close code 4001'],
] as const;

describe('socketErrorOf()', () => {
  for (const [what, code, opened, cause, message] of table) {
    it(`of ${what} says: ${message}`, () => {
      const error = socketErrorOf(DIAL, { code, reason: 'a secret' }, opened, cause && { cause });
      expect(error).to.include({ message, address: 'wss://a', code });
      expect(error.cause).to.equal(cause);
      expect(error.message).not.to.include('a secret');
      expect(error instanceof AuthenticationFailedError).to.equal(opened && code === 4001);
    });
  }
});

describe('failureOf()', () => {
  it('has the cause, and what the server answered where the runtime tells', () => {
    const cause = new Error('no route');
    const raw = { httpStatus: 503, retryAfter: 1_000 } as Parameters<typeof failureOf>[1];
    expect(failureOf({ error: cause }, raw)).to.deep.equal({ cause, httpStatus: 503, retryAfter: 1_000 });
    expect(failureOf(cause, undefined)).to.deep.equal({ cause, httpStatus: undefined, retryAfter: undefined });
  });
});

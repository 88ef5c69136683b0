import { expect } from 'chai';
import { AuthenticationFailedError } from '../../lib/errors.js';
import { socketErrorOf } from '../../lib/link/socket-error.js';

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
      expect(error).to.include({ message, address: 'wss://a', code, reason: 'a secret', cause });
      expect(error instanceof AuthenticationFailedError).to.equal(opened && code === 4001);
    });
  }
});

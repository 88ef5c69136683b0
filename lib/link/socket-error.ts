import { AuthenticationFailedError, ConnectionError, type ConnectionFacts } from '../errors.js';
import { describeCause } from '../text/quote.js';
import type { Dial } from './dial.js';
import type { Closed } from './link.js';
import { causeOf, type RawSocket } from './raw-socket.js';

/** Why a socket failed, as far as the runtime tells. */
export type Failure = Pick<ConnectionFacts, 'cause' | 'httpStatus' | 'retryAfter'>;

export const failureOf = (error: unknown, raw: RawSocket | undefined): Failure => ({
  cause: causeOf(error),
  httpStatus: raw?.httpStatus,
  retryAfter: raw?.retryAfter,
});

/** What the end of a socket is reported as. */
export const socketErrorOf = (
  { address, fatalCloseCodes }: Pick<Dial, 'address' | 'fatalCloseCodes'>,
  { code, reason }: Pick<Closed, 'code' | 'reason'>,
  opened: boolean,
  failure?: Failure,
): AuthenticationFailedError | ConnectionError => {
  // Without the reason: it is what the server says, and may repeat what it was sent.
  const why = failure?.cause === undefined ? `close code ${code}` : describeCause(failure.cause);
  const isFatal = opened && fatalCloseCodes?.includes(code) === true;
  const what = isFatal ? 'was refused, and the client closes' : opened ? 'was lost' : 'failed';
  const ErrorClass = isFatal ? AuthenticationFailedError : ConnectionError;
  return new ErrorClass(`the connection to ${address} ${what}: ${why}`, { address, code, reason, ...failure });
};

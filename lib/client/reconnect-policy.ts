import { catchError, filter, map, type Observable, of } from 'rxjs';
import { AuthenticationFailedError, BeamError, ConnectionError, TimeoutError } from '../errors.js';
import type { Backoff } from '../link/backoff.js';
import { chanceOf } from '../link/chance.js';
import { type Closed, type End, NO_CLOSE_FRAME } from '../link/link.js';
import type { NetworkEvent } from '../link/network.js';
import type { Attempt, Failure, Reconnecting, RetryPolicy } from '../link/retry-policy.js';
import { askUser, callUser, isEventual } from '../link/user-functions.js';
import { withoutGaps } from '../text/check.js';
import { describeCause } from '../text/quote.js';
import { redactAddress, redacted } from '../text/redact-address.js';
import type { ClientParts } from './client-parts.js';

/** When a client tries again, how long it waits before that, and what it announces meanwhile. */
export class ReconnectPolicy implements RetryPolicy {
  readonly #client: ClientParts;

  /** Once is enough: it is asked before each dial and each wait. */
  #hasReportedRandom = false;

  constructor(client: ClientParts) {
    this.#client = client;
  }

  get backoff(): Backoff {
    return this.#client.options.backoff;
  }

  get stableAfter(): number {
    return this.#client.options.stableAfter;
  }

  get newListEachTime(): boolean {
    return this.#client.setUp.needsNewJoin;
  }

  get wake$(): Observable<NetworkEvent> {
    return this.#client.network$.pipe(filter(event => event === 'wake'));
  }

  random(): number {
    return chanceOf(this.#client.options.random, cause => {
      if (!this.#hasReportedRandom) this.#client.announcements.report(new ConnectionError(cause.message, { cause }));
      this.#hasReportedRandom = true;
    });
  }

  isFatal(error: unknown): boolean {
    return error instanceof AuthenticationFailedError;
  }

  onAttempt({ address, number }: Attempt): void {
    this.#client.announcements.updateStatus({ address: redactAddress(address), attempt: number, retryAt: undefined });
  }

  /** Reports it, unless `closed$` said all of it. */
  onFailure({ address, error, established }: Failure): void {
    const reported =
      error instanceof BeamError ? error : new ConnectionError(describeCause(error), { address, cause: error });
    this.#client.activity.failed(redacted(address), reported, established);
    if (!established || isMoreThanLoss(reported)) this.#client.announcements.report(reported);
  }

  shouldRetry(failure: Failure): boolean | Observable<boolean> {
    const { announcements, options, sockets } = this.#client;
    const end = endOf(failure, sockets.takeClosed());
    const answer = callUser(() => options.shouldReconnect(end), true);
    if (!isEventual(answer)) return answer !== false;
    // The function may have closed the client, and then nothing waits for its answer.
    if (answer instanceof Promise) answer.catch(() => {});
    // A function that fails or hangs is reported, and does not keep the client from reconnecting.
    return askUser('the answer to shouldReconnect', () => answer, options.connectTimeout).pipe(
      map(wanted => wanted !== false),
      catchError(cause => {
        // An AuthenticationFailedError on `errors$` would say that the client has stopped.
        announcements.report(cause instanceof ConnectionError ? cause : new ConnectionError(cause.message, { cause }));
        return of(true);
      }),
    );
  }

  onWait(info: Reconnecting): void {
    this.#client.announcements.reconnecting({ ...info, address: redacted(info.address) });
  }
}

/** An established connection that is lost is reported by `closed$`; silence and broken frames are errors besides. */
const isMoreThanLoss = (error: BeamError): boolean => error instanceof TimeoutError || error.cause !== undefined;

const endOf = ({ address, error }: Failure, closed: Closed | undefined): End => {
  const { httpStatus, retryAfter } = error instanceof ConnectionError ? error : ({} as Partial<ConnectionError>);
  return Object.freeze({
    ...(closed ?? { address: redacted(address), code: NO_CLOSE_FRAME, reason: '', wasClean: false }),
    opened: closed !== undefined,
    ...withoutGaps({ httpStatus, retryAfter }),
  });
};

import { Observable, type OperatorFunction } from 'rxjs';
import type { Join } from './join.js';
import type { Alternatives, Attempt, RetryPolicy } from './retry-policy.js';
import { RetryState } from './retry-state.js';

/**
 * Connects to one address after the other, for ever. The source emits the addresses, `connect` creates one connection. The first
 * emission of a connection establishes it. When it errors or completes, the operator waits and then tries the next address. After
 * each failed lap over its addresses, the operator subscribes to the source again, and uses its first value.
 *
 * Emits what each connection emits. Completes when `shouldRetry` answers `false`. Errors with an error for which `isFatal` returns
 * true, and with what `random`, `onFailure`, `shouldRetry`, `onWait` or `wake$` throws; no other error ends it. The operator
 * unsubscribes from an attempt that has ended before it reports anything about it.
 *
 * @example
 * of({ endpoints: ['wss://a.example', 'wss://b.example'] }).pipe(
 *   retryWithNextAddress(({ address }) => webSocket(address)),
 * )
 */
export const retryWithNextAddress =
  <T>(
    connect: (attempt: Attempt, alternatives: Alternatives) => Observable<T>,
    policy: RetryPolicy = {},
  ): OperatorFunction<Join, T> =>
  lists =>
    new Observable(subscriber => new RetryState(lists, connect, policy, subscriber).attempt());

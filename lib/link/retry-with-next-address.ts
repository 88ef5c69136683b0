import { Observable, type OperatorFunction } from 'rxjs';
import type { Join } from './join.js';
import type { Alternatives, Attempt, RetryPolicy } from './retry-policy.js';
import { RetryState } from './retry-state.js';

/**
 * Connects to one address after the other, for ever. The source gives the addresses, `connect` makes one connection. The
 * first emission of a connection establishes it. When it ends, by an error or by completing, the next address is tried
 * after a wait. The operator subscribes to the source again after each lap over its addresses that failed, and uses its
 * first value.
 *
 * Emits what each connection emits. Completes when `shouldRetry` says so. Errors with an error that `isFatal` names, and
 * when another function or observable of the policy fails; no other error ends it. An attempt that ended is torn down
 * before anything is reported of it.
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

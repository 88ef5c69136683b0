import type { Observable, ObservableInput } from 'rxjs';
import type { Backoff } from './backoff.js';
import type { Join } from './join.js';

/** One try at one address. */
export interface Attempt {
  readonly address: string;
  /** The newest value of the source: the reply of the function that gives the addresses, or the list itself. */
  readonly join: Join;
  /** Tries since the last connection, this one included; counts from 1. */
  readonly number: number;
}

/**
 * For a connection that dials two addresses at once: what the operator knows of the others, and what it must hear. One of the
 * two is the address of the attempt; at first that which was dialled first.
 */
export interface Alternatives {
  /** Chance, in [0, 1), from the policy. */
  random(): number;
  /**
   * The next address, to dial beside that of the attempt: not one that has failed in this lap, or that asked to wait. It counts
   * as tried. Undefined if there is none.
   */
  alternative(attempt: Attempt): Attempt | undefined;
  /** Whether an error ends the operator. The connection then errors with it, whichever of the two addresses it is of. */
  isFatal(error: unknown): boolean;
  /** One of the two has failed, which counts as a failure of its address; the connection continues with the other. */
  failed(attempt: Attempt, error: unknown, other: Attempt): void;
  /** From now on, this is the address of the attempt. */
  continueWith(attempt: Attempt): void;
}

/** A wait before the next try. */
export interface Reconnecting {
  /** The address that was lost or failed; undefined when no address could be had. */
  readonly address: string | undefined;
  /** The number of the try that follows: 1 for the first after a connection was lost. */
  readonly attempt: number;
  /** The wait before it, in ms. */
  readonly delay: number;
  /** Why. */
  readonly cause: unknown;
}

/** The end of an attempt. */
export interface Failure {
  /** Undefined when no address could be had. */
  readonly address: string | undefined;
  readonly error: unknown;
  /** Whether the attempt had emitted. */
  readonly established: boolean;
}

/** How `retryWithNextAddress` waits, and when it stops. Times are in ms. */
export interface RetryPolicy {
  /** The wait before a try. @default { initial: 500, max: 30_000 } */
  readonly backoff?: Backoff;
  /** An attempt that has not emitted for so long fails; 0 or Infinity waits for ever. @default Infinity */
  readonly connectTimeout?: number;
  /** A connection that lasts so long after its first emission makes the backoff start again. @default 5_000 */
  readonly stableAfter?: number;
  /** Whether to subscribe to the source before each try, and not only after a lap that failed. @default false */
  readonly newListEachTime?: boolean;
  /** Each value ends a wait at once. Values replayed to a new subscriber do not, or there would be no wait. @default never emits */
  readonly wake$?: Observable<unknown>;
  /** Chance, in [0, 1): picks the first address and spreads the waits. @default Math.random */
  readonly random?: () => number;
  /** Whether an error ends the operator: it is passed on before its attempt is torn down. @default no error does */
  readonly isFatal?: (error: unknown) => boolean;
  /**
   * Asked after the teardown of an attempt whether to go on: an answer, or a source whose first value counts. `false`
   * completes. @default always true
   */
  readonly shouldRetry?: (failure: Failure) => boolean | ObservableInput<boolean>;
  /** Called before each dial, and when an attempt that dials two addresses continues with the second. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** Called after the teardown of an attempt, before `shouldRetry`; and when one of two addresses fails, without it. */
  readonly onFailure?: (failure: Failure) => void;
  /** Called before each wait. */
  readonly onWait?: (info: Reconnecting) => void;
}

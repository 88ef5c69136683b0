import type { Observable, ObservableInput } from 'rxjs';
import type { Backoff } from './backoff.js';
import type { Join } from './join.js';

/** One attempt to connect to one address. */
export interface Attempt {
  readonly address: string;
  /** The newest value of the source: the reply of the address function, or the list itself. */
  readonly join: Join;
  /** The number of attempts since the last connection, including this one; counts from 1. */
  readonly number: number;
}

/**
 * For a connection that dials two addresses at once: gives it another address, and takes its reports. One of the two is the
 * address of the attempt; at the start, it is the one dialled first.
 */
export interface Alternatives {
  /** A random number in [0, 1), from the policy. */
  random(): number;
  /**
   * The next address, to dial in addition to that of the attempt. It then counts as tried. Undefined if every other address has
   * failed in this lap or asked to wait.
   */
  alternative(attempt: Attempt): Attempt | undefined;
  /** Whether an error ends the operator. If so, the connection must error with it, whichever of the two addresses caused it. */
  isFatal(error: unknown): boolean;
  /** Reports that one of the two has failed; its address counts as failed. The connection continues with the other one. */
  failed(attempt: Attempt, error: unknown, other: Attempt): void;
  /** Makes this the address of the attempt. */
  continueWith(attempt: Attempt): void;
}

/** A wait before the next attempt. */
export interface Reconnecting {
  /** The address that was lost or failed; undefined if there was no address. */
  readonly address: string | undefined;
  /** The number of the next attempt: 1 for the first one after a connection was lost. */
  readonly attempt: number;
  /** The wait before it, in ms. */
  readonly delay: number;
  /** The error that ended the connection or attempt. */
  readonly cause: unknown;
}

/** The end of an attempt. */
export interface Failure {
  /** Undefined if there was no address. */
  readonly address: string | undefined;
  readonly error: unknown;
  /** Whether the attempt had emitted. */
  readonly established: boolean;
}

/** How `retryWithNextAddress` waits, and when it stops. Times are in ms. */
export interface RetryPolicy {
  /** The wait before an attempt. @default { initial: 500, max: 30_000 } */
  readonly backoff?: Backoff;
  /** An attempt fails if it has not emitted within this time; 0 or Infinity means no limit. @default Infinity */
  readonly connectTimeout?: number;
  /** Once a connection has lasted this long since its first emission, the backoff starts again. @default 5_000 */
  readonly stableAfter?: number;
  /** Whether to subscribe to the source before each attempt, and not only after a failed lap. @default false */
  readonly newListEachTime?: boolean;
  /** Each value ends a wait at once, except values replayed on subscription: with them, there would be no wait. @default never emits */
  readonly wake$?: Observable<unknown>;
  /** Returns a number in [0, 1) that chooses the first address and the waits. @default Math.random */
  readonly random?: () => number;
  /** Whether an error ends the operator. It then errors before it tears down the attempt. @default no error does */
  readonly isFatal?: (error: unknown) => boolean;
  /**
   * Called after the teardown of an attempt: returns whether to continue, or a source whose first value says so. `false`
   * completes the result. @default always true
   */
  readonly shouldRetry?: (failure: Failure) => boolean | ObservableInput<boolean>;
  /** Called before each dial, and when an attempt that dials two addresses continues with the second. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** Called after the teardown of an attempt and before `shouldRetry`. If one of two addresses fails, called without `shouldRetry`. */
  readonly onFailure?: (failure: Failure) => void;
  /** Called before each wait. */
  readonly onWait?: (info: Reconnecting) => void;
}

import type { Activity, ObservedCall, ObservedFailure } from './activity.js';

/** The connection on which a call is made. */
export interface CallPlace {
  /** What the protocol is called. */
  readonly protocol: string;
  /** Of the newest session. */
  readonly address: string | undefined;
  readonly session: number;
}

/** Sends, spools or rejects a call that was made. */
export interface CallTaker<T> {
  take(call: T): void;
}

/** Reports what a client does to the runtime's diagnostic tools. */
export interface Diagnostics {
  /** Whether calls have a subscriber. */
  readonly tracesCalls: boolean;
  /** A call is made. `taker` takes it within the tracer's context. */
  making<T extends ObservedCall>(call: T, place: CallPlace, taker: CallTaker<T>): void;
  handed(call: ObservedCall, place: CallPlace): void;
  settled(call: ObservedCall, failure: ObservedFailure | undefined): void;
  /** Anything that is not about a call. */
  publish(activity: Activity): void;
}

import type { Activity, ObservedCall, ObservedFailure } from './activity.js';

/** Where a call is made. */
export interface CallPlace {
  /** What the protocol is called. */
  readonly protocol: string;
  /** Of the newest session. */
  readonly address: string | undefined;
  readonly session: number;
}

/** What goes on with a call that was made: it is sent, spooled or rejected. */
export interface CallTaker<T> {
  take(call: T): void;
}

/** What tells the tools of a runtime of a client. */
export interface Diagnostics {
  /** Whether anybody hears of calls. */
  readonly tracesCalls: boolean;
  /** A call is made, and taken within the context that tracers give it. */
  making<T extends ObservedCall>(call: T, place: CallPlace, taker: CallTaker<T>): void;
  handed(call: ObservedCall, place: CallPlace): void;
  settled(call: ObservedCall, failure: ObservedFailure | undefined): void;
  /** Anything that is not about a call. */
  publish(activity: Activity): void;
}

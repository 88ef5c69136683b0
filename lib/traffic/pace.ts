import type { Link } from '../link/link.js';
import type { Replies } from '../protocol/replies.js';
import { isFunction, isObject } from '../text/rule.js';
import type { Call, CallOwner } from './call.js';
import type { UnsettledCalls } from './unsettled-calls.js';

/** Limits how fast a client sends calls: `inWindow()` or `onRefusal()`. Several clients may share one. */
export interface Pace {
  readonly pace: 'in window' | 'on refusal';
}

/** What a pace may use of its client. */
export interface PacedCalls {
  readonly unsettled: UnsettledCalls;
  readonly replies: Replies;
  /** What settles calls, unless the pace does. */
  readonly owner: CallOwner;
  /** Whether a refusal means that the client was too fast, and how long it shall wait, in ms, if the server said so. */
  tooFast(error: unknown): { readonly wait?: number } | undefined;
  /** A call without a reply was refused, and is dropped. */
  reportRefusal(call: Call, error: unknown): void;
  announceSpooled(call: Call): void;
  /** Something has changed: calls may leave that had to wait, or calls wait that did not. */
  look(): void;
}

/** A pace at work, for one client over all its connections. Times are in ms of `now`, a clock that only runs forward. */
export interface Pacer {
  /** How long until a call may leave: 0 if it may now, Infinity if that depends on a call that is in flight. */
  waitMs(now: number): number;
  /** The same for a ping of the user, which may use what is kept from calls. @default 0 */
  pingWaitMs?(now: number): number;
  /** Another connection is established. */
  connected?(now: () => number): void;
  /** A link that counts what is sent. @default the link itself */
  link?(link: Link): Link;
  /** That link is gone. */
  unlinked?(): void;
  /** A call is about to be sent. */
  leaving?(call: Call, now: number): void;
  /** It was sent, or was settled instead; or the socket did not take it, and it is where it was. */
  left?(call: Call, isSent: boolean): void;
  /** What settles calls instead. */
  readonly owner?: CallOwner;
}

/** What `inWindow()` and `onRefusal()` return. Their code is in a bundle only if an app imports them. */
export interface StartablePace extends Pace {
  /** What it was made with, for those who make another one like it. */
  readonly given?: object;
  start(calls: PacedCalls): Pacer;
}

export const isPace = (value: unknown): value is StartablePace =>
  isObject(value) && 'pace' in value && isFunction((value as Partial<StartablePace>).start);

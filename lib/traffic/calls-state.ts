import type { Subscription } from 'rxjs';
import type { ClientActivity } from '../activity/client-activity.js';
import type { Reporter } from '../protocol/demux.js';
import type { Body, ProtocolRules } from '../protocol/protocol.js';
import type { Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import type { SecretMask } from '../text/secrets.js';

/** Whether calls pass: not yet, in order from the spool, only later since a limit stops them, or freely. */
export type Passage = { readonly at: 'shut' } | Flushing | Held | { readonly at: 'open'; readonly session: Session };

export interface Flushing {
  readonly at: 'flushing';
  readonly session: Session;
  /** The next turn. */
  next: Subscription | undefined;
  /** How long the flush waits for its next turn, in ms: more than 0 if the socket must drain. */
  pauseMs: number;
  /** Whether it is the first turn of its session, of which nobody has heard. */
  isFirst: boolean;
}

export interface Held {
  readonly at: 'held';
  readonly session: Session;
  /** The next look whether calls may leave. */
  next: Subscription | undefined;
  /** When that is, in ms of the limits' clock; Infinity if it is not known. */
  nextAt: number;
}

export const SHUT: Passage = { at: 'shut' };

/** Whether new calls are taken: not while the client drains, nor once it closes. */
export type Admission =
  | { readonly at: 'admitting' }
  | { readonly at: 'draining' | 'closing'; readonly cause?: unknown };

export const ADMITTING: Admission = { at: 'admitting' };

/** What the calls of a client need of it. */
export interface CallsParts {
  readonly packet: (id: number | undefined, method: string, body: Body) => unknown;
  readonly replies: Replies;
  readonly secrets: SecretMask;
  /** Emits a process warning. */
  readonly warn: (message: string) => void;
  /** Says what a refusal means. */
  readonly protocol: Pick<ProtocolRules, 'refusal'>;
  /** Hears of errors without a caller. */
  readonly reporter: Reporter;
  /** Counts the calls. @default one without observers */
  readonly activity?: ClientActivity | undefined;
}

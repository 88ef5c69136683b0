import type { Subscription } from 'rxjs';
import type { Body } from '../protocol/protocol.js';
import type { Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import type { SecretMask } from '../text/secrets.js';

/** Whether calls pass: not yet, in order from the spool, or freely. */
export type Passage =
  | { readonly at: 'shut' }
  | { readonly at: 'flushing'; readonly session: Session; next: Subscription | undefined }
  | { readonly at: 'open'; readonly session: Session };

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
}

import type { Subscription } from 'rxjs';
import { type Closed, type Farewell, NORMAL_CLOSURE } from '../link/link.js';

/** A `close()` that found no open socket ends like this. */
export const NO_SOCKET: Closed = /* @__PURE__ */ Object.freeze({
  address: undefined,
  code: NORMAL_CLOSURE,
  reason: '',
  wasClean: true,
});

/** Where a client is between boot and close. */
export type Phase = { readonly at: 'idle' } | { readonly at: 'closed' } | Running | Closing;

export interface Running {
  readonly at: 'running';
  readonly run: Subscription;
  /** Where the connection is, whatever the status says while draining. */
  connection: 'connecting' | 'connected' | 'reconnecting';
  draining?: Subscription | undefined;
  /** How the socket of the present attempt was closed. */
  closed?: Closed | undefined;
}

export interface Closing {
  readonly at: 'closing';
  readonly farewell: Farewell;
  /** Whether there was an open socket, which was asked to say farewell. */
  hasSocket?: boolean;
  /** How that socket was closed, if it was gone within its own `close()`. */
  closed?: Closed | undefined;
  /** Whether all have been notified that the client is closing. */
  isAnnounced?: boolean;
}

import type { BeamError } from './errors.js';

/** The state of a client, from its construction to its close. */
export type State = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closing' | 'closed';

/** The state of a client, and what is known about it. */
export interface Status {
  /** `connecting` until the first connection is established; `reconnecting` from a lost connection until the next one is established, both while waiting and while dialling. */
  readonly state: State;
  /** The server that the client dials or is connected to, or that it lost last. */
  readonly address: string | undefined;
  /** The number of the current or next attempt, counted from 1; 0 if there is none. */
  readonly attempt: number;
  /** When the next attempt begins, in epoch ms; undefined unless the client waits. */
  readonly retryAt: number | undefined;
  /** The last error since boot(); it never contains a key. */
  readonly lastError: BeamError | undefined;
}

export const IDLE: Status = /* @__PURE__ */ Object.freeze({
  state: 'idle',
  address: undefined,
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
});

/** An established session, as `connected$` emits it. */
export interface Connected {
  readonly address: string;
  /** Counts from 1 for the life of the client. */
  readonly session: number;
  /** Whether the server has accepted the auth of a user; false for an anonymous session. */
  readonly authenticated: boolean;
}

import type { BeamError } from './errors.js';

/** Where a client is in its life. */
export type State = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closing' | 'closed';

/** The state of a client and the facts of it. */
export interface Status {
  /** `connecting` until the first connection stands; `reconnecting` from a loss until the next one does, waiting and dialling alike. */
  readonly state: State;
  /** The server dialled, connected to or lost last. */
  readonly address: string | undefined;
  /** The try under way or waited for: counts from 1, and is 0 when there is none. */
  readonly attempt: number;
  /** When the next try begins, epoch ms; undefined when nothing waits. */
  readonly retryAt: number | undefined;
  /** The last error of this run; it never holds a key. */
  readonly lastError: BeamError | undefined;
}

export const IDLE: Status = Object.freeze({
  state: 'idle',
  address: undefined,
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
});

/** An established session, as it is announced. */
export interface Connected {
  readonly address: string;
  /** Counts from 1 for the life of the client. */
  readonly session: number;
  /** Whether a user was authenticated with it; false for an anonymous one. */
  readonly authenticated: boolean;
}

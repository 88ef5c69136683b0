import type { BeamError } from '../errors.js';

/** The results of the dials of one address. */
export interface AddressStats {
  /** Without user, password and query values. */
  readonly address: string;
  readonly dials: number;
  /** Dials that established no session. */
  readonly failures: number;
  /** Established sessions that were lost. */
  readonly losses: number;
  /** Dials that lost to another dial, with the option `hedge`. */
  readonly hedgesLost: number;
  /** The time from the newest successful dial to its session, in ms; undefined if there was none. */
  readonly connectMs: number | undefined;
  /** The error of the newest failure or lost session. */
  readonly lastError: BeamError | undefined;
}

/** The numbers of calls since the client was constructed; `inFlight` and `spooled` are the current numbers. */
export interface CallStats {
  readonly made: number;
  readonly inFlight: number;
  /** Calls that wait for a session, or because of a limit. */
  readonly spooled: number;
  readonly answered: number;
  readonly refused: number;
  readonly timedOut: number;
  /** Cancelled by their signal, or by unsubscribing. */
  readonly aborted: number;
  /** Rejected because their connection was lost. */
  readonly disconnected: number;
  readonly overflowed: number;
  readonly expired: number;
  /** How many times the client sent a call again after a lost connection. */
  readonly resent: number;
}

/** The numbers of frames since the client was constructed. WebSocket control frames do not count. */
export interface FrameStats {
  readonly in: number;
  readonly out: number;
  /** Characters of text frames, and bytes of binary frames. */
  readonly charsIn: number;
  readonly charsOut: number;
  /** Frames that were not valid messages of the protocol. */
  readonly bad: number;
}

/** What a client has counted. */
export interface Counts {
  /** The number of the newest session; 0 before the first. */
  readonly session: number;
  /** The dialled addresses, in the order of their first dials: the newest 100. */
  readonly addresses: readonly AddressStats[];
  /** The round-trip time of the newest answered ping, in ms; undefined before the first one. */
  readonly roundTripMs: number | undefined;
  readonly calls: CallStats;
  readonly frames: FrameStats;
  /** How many bytes the socket has buffered and not yet sent. */
  readonly bufferedAmount: number;
  /** What the client or its calls wait for, as text; undefined if they wait for nothing. */
  readonly waitingFor: string | undefined;
}

import type { BeamError } from '../errors.js';

/** What became of the dials of one address. */
export interface AddressStats {
  /** Without user, password and query values. */
  readonly address: string;
  readonly dials: number;
  /** Dials that established no session. */
  readonly failures: number;
  /** Established sessions that were lost. */
  readonly losses: number;
  /** Dials that another one won, with the option `hedge`. */
  readonly hedgesLost: number;
  /** From the newest dial that established a session until it did, in ms; undefined if none has. */
  readonly connectMs: number | undefined;
  /** Why the newest of its failures and losses happened. */
  readonly lastError: BeamError | undefined;
}

/** How many calls there were of each kind since the client was constructed; `inFlight` and `spooled` are those of now. */
export interface CallStats {
  readonly made: number;
  readonly inFlight: number;
  /** Those that wait: for a session, or for a limit. */
  readonly spooled: number;
  readonly answered: number;
  readonly refused: number;
  readonly timedOut: number;
  /** By their signal, or since their caller unsubscribed. */
  readonly aborted: number;
  /** Rejected, since their connection was lost. */
  readonly disconnected: number;
  readonly overflowed: number;
  readonly expired: number;
  /** Times that a call was sent again after its connection was lost. */
  readonly resent: number;
}

/** What passed since the client was constructed. Control frames of the WebSocket do not count. */
export interface FrameStats {
  readonly in: number;
  readonly out: number;
  /** Characters of text frames, and bytes of binary ones. */
  readonly charsIn: number;
  readonly charsOut: number;
  /** Frames that were no message of the protocol. */
  readonly bad: number;
}

/** What a client has counted. */
export interface Counts {
  /** The number of the newest session; 0 before the first. */
  readonly session: number;
  /** Each address that was dialled, in the order of their first dials: the newest 100. */
  readonly addresses: readonly AddressStats[];
  /** Of the newest ping that was answered, in ms; undefined before the first. */
  readonly roundTripMs: number | undefined;
  readonly calls: CallStats;
  readonly frames: FrameStats;
  /** How many bytes were handed to the socket and have not left it. */
  readonly bufferedAmount: number;
  /** What the client waits for, in words; undefined when nothing keeps it or its calls waiting. */
  readonly waitingFor: string | undefined;
}

import type { Terms } from './auditor.js';

/** A reply as a server sent it. */
export interface Answer {
  readonly error?: unknown;
  readonly data?: unknown;
}

/** One sending of a call. Calls that wait for the same set-up may share one (R9). */
export interface Flight {
  readonly socket: number;
  readonly at: number;
  /** The tag of the call whose id was sent. */
  readonly sender: number;
  /** Whether it belongs to the set-up of a connection, which does not reject its calls when it is lost. */
  readonly inSetUp: boolean;
  /** The first answer on its socket. */
  answer: Answer | undefined;
}

export interface CallFile {
  readonly tag: number;
  readonly index: number;
  readonly terms: Terms;
  readonly madeAt: number;
  readonly madeClosing: boolean;
  /** Whether the client has returned from taking it: what it sends before that, it sends at once. */
  taken: boolean;
  id: number | undefined;
  settled: boolean;
  cancelled: boolean;
  aborted: boolean;
  /** Those that carried its own id. */
  readonly flights: Flight[];
  /** The newest call's, which settles this one too: while it lasts. */
  shared: Flight | undefined;
  /** Whether a server may have had its arguments in the packet of another. */
  wasShared: boolean;
  /** For how long it was in flight on connections that were lost, in ms. */
  flownMs: number;
  /** How many connections were lost under it, outside of their set-up. */
  losses: number;
}

export interface SocketFile {
  opened: boolean;
  welcomed: boolean;
  /** The server has begun to close it. */
  unready: boolean;
  goneAt: number | undefined;
  /** The index of the newest call on it. */
  newest: number;
  readonly mustAuth: boolean;
  authSeen: boolean;
  authAccepted: boolean;
  /** How many calls had been made when its first packet was sent. */
  madeBefore: number | undefined;
  /** Whether opt-outs that waited were sent on it, or answered. */
  optOuts: 'none' | 'sent' | 'answered';
  /** Whether its set-up is over. */
  isSetUp: boolean;
  /** By id: what is not answered yet. */
  readonly outstanding: Map<number, { readonly method: string; readonly flight: Flight | undefined }>;
}

export const newSocket = (mustAuth: boolean): SocketFile => ({
  opened: false,
  welcomed: false,
  unready: false,
  goneAt: undefined,
  newest: -1,
  mustAuth,
  authSeen: false,
  authAccepted: false,
  madeBefore: undefined,
  optOuts: 'none',
  isSetUp: false,
  outstanding: new Map(),
});

/** How often a call that may be sent again is sent (R14). */
export const MOST_LOSSES = 3;

/** The flight whose answer settles the call. */
export const flightOf = ({ shared, flights }: CallFile): Flight | undefined => shared ?? flights.at(-1);

/** How long after its present sending a call times out; what it was in flight before counts (R14). */
export const msLeft = ({ terms, flownMs }: CallFile): number =>
  flownMs === 0 ? terms.timeout : Math.max(1, terms.timeout - flownMs);

/** Whether the call may have been sent on a connection that is lost, and still be pending. */
export const mayGoAgain = ({ terms, losses, flights }: CallFile): boolean =>
  terms.kind === 'call' ? terms.resend && losses < MOST_LOSSES : flights.at(-1)?.inSetUp === true;

/** Put aside, and never sent before. */
export const isWaiting = ({ terms, settled, cancelled, flights }: CallFile): boolean =>
  terms.kind === 'call' && !terms.untimed && !settled && !cancelled && flights.length === 0;

/** Whether it waits for a set-up, or was sent in one. */
export const waitsForSetUp = ({ terms, taken, settled, cancelled, flights }: CallFile): boolean =>
  terms.kind !== 'call' && taken && !settled && !cancelled && flights.every(({ inSetUp }) => inSetUp);

/** Whether the packet of a call, sent on this socket now, belongs to its set-up: it is not in the spool's flush or later. */
export const isInSetUp = (call: CallFile, socket: SocketFile): boolean => {
  if (socket.isSetUp || !waitsForSetUp(call)) return false;
  if (call.terms.kind === 'auth') return true;
  if (socket.authSeen || socket.optOuts === 'answered') return false;
  return socket.optOuts === 'sent' || call.index < (socket.madeBefore ?? Number.POSITIVE_INFINITY);
};

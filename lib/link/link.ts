import type { Observable } from 'rxjs';

/** Close codes (RFC 6455, 7.4.1). */
export const NORMAL_CLOSURE = 1000;
export const NO_CLOSE_FRAME = 1006;

/** How an open socket ended. */
export interface Closed {
  /** The server's address; undefined if `close()` found no open socket, or there was no address. */
  readonly address: string | undefined;
  /** The WebSocket close code; 1006 if no close frame arrived. */
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** How an attempt ended, whether or not its socket had opened. */
export interface End extends Closed {
  readonly opened: boolean;
  /** The HTTP status, if the server answered the dial with something other than an upgrade (Node only). */
  readonly httpStatus?: number;
  /** The server's `Retry-After` in ms: how long it asked the client to wait (Node only). */
  readonly retryAfter?: number;
}

/** What a closing handshake says to the server. */
export interface Farewell {
  readonly code: number;
  readonly reason: string;
}

/** What a socket sends: text, or bytes. */
export type Frame = string | Uint8Array;

/** An open socket, without meaning. */
export interface Link {
  readonly address: string;
  /** What the server sends, raw: strings, or the runtime's binary. For one subscriber; what comes without one is lost. */
  readonly frames$: Observable<unknown>;
  /** Whether the socket still takes frames: false from the server's close frame on, before anything is reported of it. */
  isOpen(): boolean;
  /** Which read of the connection the present frame came in; undefined where each frame is a task of its own. */
  segment(): number | undefined;
  /** Runs once the promises that are settled by now have run their handlers. */
  afterPromises(run: () => void): void;
  /** How many bytes were handed to the socket and have not left it. */
  bufferedAmount(): number;
  /** When anything last came from the server, pongs included; in ms of a clock that only runs forward. */
  heardAt(): number;
  /** How many things have come, pongs included. */
  heard(): number;
  /** Whether a frame would leave at once, as far as the link has a limit. @default it would */
  hasRoom?(): boolean;
  /** Hands a frame to this very socket; false when it is not open any more, and then nothing was sent. */
  send(frame: Frame): boolean;
  /** Sends a ping of the WebSocket protocol; false where the runtime cannot. */
  ping(): boolean;
  /** Emits each time the server answers such a ping. */
  readonly pong$: Observable<void>;
}

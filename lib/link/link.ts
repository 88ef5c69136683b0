/** Close codes (RFC 6455, 7.4.1). */
export const NORMAL = 1000;
export const NO_CLOSE_FRAME = 1006;

/** How a socket that had opened ended. */
export interface Closed {
  /** The server's address; undefined when a `close()` found no open socket, or no address could be had. */
  readonly address: string | undefined;
  /** The WebSocket close code; 1006 when no close frame came. */
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** How an attempt ended, its socket opened or not. */
export interface End extends Closed {
  readonly opened: boolean;
}

/** An open socket, without meaning. */
export interface Link {
  readonly address: string;
  /** When anything last came from the server, pongs included: epoch ms. */
  heardAt(): number;
  /** How many things have come, pongs included. */
  heard(): number;
  /** Hands a frame to this very socket; false when it is not open any more, and then nothing was sent. */
  send(text: string): boolean;
  /** Sends a ping of the WebSocket protocol; false where the runtime cannot. */
  ping(): boolean;
  /** A farewell is to come: nothing more is sent, and unsubscribing does not drop the socket. */
  leave(): void;
  /** Leaves, and says farewell: the closing handshake has its time. */
  close(code: number, reason: string): void;
}

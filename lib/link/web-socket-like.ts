/** The part of the standard's WebSocket that is used here; any class with it will do as `WebSocketCtor`. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
}

/** What some runtimes' WebSockets can do beyond the standard; used where it is there. */
export interface WebSocketExtras {
  /** Drops the connection without a closing handshake. */
  terminate?(): void;
  /** Closes as asked by us, for a class that treats a close of the server's otherwise. */
  leave?(code: number, reason: string): void;
  /** Sends a ping of the WebSocket protocol. */
  ping?(): void;
  on?(event: 'ping' | 'pong', listener: () => void): unknown;
  /** How many bytes were handed over and have not left. */
  readonly bufferedAmount?: number;
  /** The status of the HTTP answer that was no upgrade. */
  httpStatus?: number;
}

export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** `ws` in Node: headers, agent, TLS and whatever else its client takes. */
export interface NodeSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: unknown;
  /** The longest frame accepted, in bytes. @default 1_048_576 */
  readonly maxPayload?: number;
  readonly [option: string]: unknown;
}

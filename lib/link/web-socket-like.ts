/** The part of the standard WebSocket that the client uses. Any class that has it works as `WebSocketCtor`. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
}

/** Members that the WebSocket classes of some runtimes have beyond the standard. The client uses them where they exist. */
export interface WebSocketExtras {
  /** Drops the connection without a closing handshake. */
  terminate?(): void;
  /** Closes on the client's behalf, for a class that treats a close by the server differently. */
  leave?(code: number, reason: string): void;
  /** Sends a ping of the WebSocket protocol. */
  ping?(): void;
  on?(event: 'ping' | 'pong', listener: () => void): unknown;
  off?(event: 'ping' | 'pong', listener: () => void): unknown;
  /** Which read of the connection the present frame came in; undefined where each frame is a task of its own. */
  readonly segment?: number | undefined;
  /** Runs once the promises that are settled by now have run their handlers. */
  afterPromises?(run: () => void): void;
  /** How many bytes wait to be sent. */
  readonly bufferedAmount?: number;
  /** The status of an HTTP answer that is no upgrade. */
  httpStatus?: number;
  /** Its `Retry-After`, in ms. */
  retryAfter?: number;
}

export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** Options for `ws` in Node: headers, agent, TLS, and any other option of its client. */
export interface NodeSocketOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: unknown;
  /** The maximum size of an incoming message, in bytes; 0 means no limit. @default 1_048_576 */
  readonly maxPayload?: number;
  readonly [option: string]: unknown;
}

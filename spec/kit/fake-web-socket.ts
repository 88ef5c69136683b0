import type { WebSocketExtras, WebSocketLike } from '../../lib/link/web-socket-like.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** A WebSocket like a browser's. It does nothing by itself: the spec makes it open, receive, fail and close. */
export class FakeWebSocket implements WebSocketLike {
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  readyState = CONNECTING;
  /** The calls of its methods, such as `send hello`, `close 1000 bye`, `terminate`. */
  readonly log: string[] = [];
  readonly given: readonly unknown[];

  constructor(...given: unknown[]) {
    this.given = given;
  }

  send(data: string): void {
    this.log.push(`send ${data}`);
  }

  close(...given: unknown[]): void {
    if (this.readyState !== CLOSED) this.readyState = CLOSING;
    this.log.push(['close', ...given].join(' '));
  }

  /** The connection opens. */
  opens(): void {
    this.readyState = OPEN;
    this.#dispatch(this.onopen, {});
  }

  /** A frame arrives. */
  receives(data: unknown): void {
    this.#dispatch(this.onmessage, { data });
  }

  /** An `error` event. With `ws` it has the cause, in browsers it does not. */
  fails(cause?: Error): void {
    this.#dispatch(this.onerror, cause === undefined ? { type: 'error' } : { type: 'error', error: cause });
  }

  /** A `close` event. */
  closes(code: number, reason = '', wasClean = code !== 1006): void {
    this.readyState = CLOSED;
    this.#dispatch(this.onclose, { code, reason, wasClean });
  }

  #dispatch(handler: unknown, event: object): void {
    (handler as ((event: object) => void) | undefined)?.(event);
  }
}

/** A fake with the extra methods of Node's `ws`. */
export class FakeNodeSocket extends FakeWebSocket implements WebSocketExtras {
  httpStatus?: number;
  readonly #listeners = new Set<readonly [event: string, listener: () => void]>();

  terminate(): void {
    if (this.readyState !== CLOSED) this.readyState = CLOSING;
    this.log.push('terminate');
  }

  leave(code: number, reason: string): void {
    this.readyState = CLOSING;
    this.log.push(`leave ${code} ${reason}`);
  }

  ping(): void {
    this.log.push('ping');
  }

  on(event: 'ping' | 'pong', listener: () => void): void {
    this.#listeners.add([event, listener]);
  }

  off(event: 'ping' | 'pong', listener: () => void): void {
    for (const each of this.#listeners) if (each[0] === event && each[1] === listener) this.#listeners.delete(each);
  }

  /** How many listen to its control frames. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** A control frame arrives. */
  control(event: 'ping' | 'pong'): void {
    for (const [of, listener] of [...this.#listeners]) if (of === event) listener();
  }
}

/** A class for the option `WebSocketCtor`, and the sockets that were made with it, oldest first. */
export const fakeWebSockets = <T extends FakeWebSocket>(Base: new (...given: unknown[]) => T) => {
  const made: T[] = [];
  const WebSocketCtor = class {
    constructor(...given: unknown[]) {
      const socket = new Base(...given);
      made.push(socket);
      // biome-ignore lint/correctness/noConstructorReturn: the client must hold the fake itself
      return socket;
    }
  } as unknown as new (
    ...given: unknown[]
  ) => T;
  const newest = (): T => {
    const socket = made.at(-1);
    if (socket === undefined) throw new Error('no socket was made');
    return socket;
  };
  return { made, newest, WebSocketCtor };
};

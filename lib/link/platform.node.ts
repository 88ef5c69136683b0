import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { nextTick } from 'node:process';
import { EMPTY, type Observable, timer } from 'rxjs';
import { type ErrorEvent, type Event, type MessageEvent, type RawData, WebSocket } from 'ws';
import type { NodeSocketOptions, WebSocketConstructor, WebSocketLike } from './web-socket-like.js';

/** Nothing in Node tells that the network is back. */
export const wake$: Observable<unknown> = EMPTY;

/** The WebSocket of this runtime: that of `ws`, made to suit. */
export const runtimeWebSocket = (options: NodeSocketOptions): WebSocketConstructor =>
  // No class for each client: they may be thousands.
  RuntimeWebSocket.bind(undefined, options) as unknown as WebSocketConstructor;

function RuntimeWebSocket(options: NodeSocketOptions, url: string, protocols?: string | string[]): WebSocketLike {
  return new NodeSocket(url, protocols, options);
}

/** How many frames of one tick leave together at most: a long flush should not wait for its own end to begin. */
const AT_ONCE = 512;

const release = (socket: NodeSocket): void => socket.release();

/** Listens with its own methods, and hears with them what `ws` would put into an Event each: a process may hold thousands. */
class NodeSocket extends WebSocket {
  override onopen: WebSocket['onopen'] = null;
  override onmessage: WebSocket['onmessage'] = null;
  override onerror: WebSocket['onerror'] = null;
  httpStatus: number | undefined;
  #tcp: Socket | undefined;
  /** Frames held back in this tick. */
  #held = 0;
  #leaving = false;

  constructor(url: string, protocols: string | string[] | undefined, options: object) {
    super(url, protocols, options);
    this.on('upgrade', this.upgraded).on('unexpected-response', this.refused);
    this.on('open', this.opened).on('message', this.received).on('error', this.failed);
  }

  upgraded({ socket }: IncomingMessage): void {
    this.#tcp = socket;
  }

  /** Listening makes ending the request ours; it then ends like any other failure: `error`, `close`. */
  refused(request: ClientRequest, { statusCode }: IncomingMessage): void {
    this.httpStatus = statusCode;
    request.destroy(new Error(`the server answered with HTTP ${statusCode} instead of an upgrade`));
  }

  opened(): void {
    this.onopen?.({} as Event);
  }

  received(data: RawData, isBinary: boolean): void {
    this.onmessage?.({ data: isBinary ? data : data.toString() } as MessageEvent);
  }

  failed(error: Error): void {
    this.onerror?.({ error } as ErrorEvent);
  }

  /** The frames of one tick leave in one system call, which is most of what sending a small one costs. */
  override send(data: string): void {
    const tcp = this.#tcp;
    if (tcp !== undefined) {
      if (this.#held === 0) {
        tcp.cork();
        nextTick(release, this);
      } else if (this.#held % AT_ONCE === 0) {
        tcp.uncork();
        tcp.cork();
      }
      this.#held += 1;
    }
    super.send(data);
  }

  release(): void {
    this.#held = 0;
    this.#tcp?.uncork();
  }

  /** A close of ours: its handshake may take its time. */
  leave(code: number, reason: string): void {
    this.#leaving = true;
    this.close(code, reason);
  }

  /**
   * `ws` answers the server's close frame by this. What was sent may still leave, but nobody waits for the server to
   * read it, or to end the TCP connection too.
   */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    const tcp = this.#tcp;
    if (this.#leaving || tcp === undefined) return;
    timer(0).subscribe(() => tcp.destroy());
  }
}

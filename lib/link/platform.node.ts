import { setMaxListeners } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { emitWarning, nextTick } from 'node:process';
import { asyncScheduler, type Observable, timer } from 'rxjs';
import { type ErrorEvent, type Event, type MessageEvent, type RawData, WebSocket } from 'ws';
import { parseDate, unlessVirtual } from '../timers.js';
import { fromClockJump } from './wake.js';
import type { NodeSocketOptions, WebSocketConstructor, WebSocketLike } from './web-socket-like.js';

export { diagnostics } from '../activity/diagnostics-channels.js';
export { traceCaller } from './caller-trace.js';
export { loadedRxjs } from './loaded-rxjs.js';
export { resolveSocketOptions } from './ws-options.js';

/** Node has no event for a network that is back; but a machine that has slept has lost its connections. */
export const wake$: Observable<unknown> = /* @__PURE__ */ unlessVirtual(fromClockJump());

/** Emits one process warning. */
export const warn = (message: string): void => emitWarning(message, 'BeamWarning');

/** One signal may have a listener for each call that is handled; Node warns from the eleventh on. */
export const allowManyListeners = (target: EventTarget): void => setMaxListeners(0, target);

/** The WebSocket class of this runtime: that of `ws`, with these options. */
export const runtimeWebSocket = (options: NodeSocketOptions): WebSocketConstructor =>
  // Bound, not subclassed: a process may have thousands of clients, and a class for each costs memory.
  RuntimeWebSocket.bind(undefined, options) as unknown as WebSocketConstructor;

function RuntimeWebSocket(options: NodeSocketOptions, url: string, protocols?: string | string[]): WebSocketLike {
  return new NodeSocket(url, protocols, options);
}

/** After that many frames of one tick they are sent, so that a long flush does not delay its first frame until its end. */
const MAX_CORKED_FRAMES = 512;

const uncork = (socket: NodeSocket): void => socket.uncork();

/** Listens with its own methods, which saves the Event object that `ws` makes for each frame, and a closure per listener. */
class NodeSocket extends WebSocket {
  override onopen: WebSocket['onopen'] = null;
  override onmessage: WebSocket['onmessage'] = null;
  override onerror: WebSocket['onerror'] = null;
  httpStatus: number | undefined;
  retryAfter: number | undefined;
  /** Differs between two frames that came in different reads of the TCP connection. */
  segment: number | undefined;
  #tcp: Socket | undefined;
  /** How many frames of this tick are corked. */
  #corked = 0;
  #leaving = false;

  constructor(url: string, protocols: string | string[] | undefined, options: object) {
    super(url, protocols, withSafeFinish(options));
    // At most five events at once, `close` included: for a sixth, V8 doubles the table of listeners and never shrinks it.
    this.once('upgrade', this.upgraded).on('unexpected-response', this.refused);
    this.once('open', this.opened).on('error', this.failed);
  }

  /** The `ws` of other runtimes (Bun) emits `upgrade` without a response or socket: then nothing is corked. */
  upgraded(response?: Partial<IncomingMessage>): void {
    const tcp = response?.socket;
    if (typeof tcp?.cork === 'function') this.#tcp = tcp;
    this.off('unexpected-response', this.refused);
  }

  /** A listener of `unexpected-response` must end the request, which then ends like any other failure: `error`, `close`. */
  refused(request: ClientRequest, { headers, statusCode }: IncomingMessage): void {
    this.httpStatus = statusCode;
    this.retryAfter = retryAfterMs(headers['retry-after']);
    request.destroy(new Error(`the server answered with HTTP ${statusCode} instead of an upgrade`));
  }

  /** A microtask first: `nextTick` alone comes before the promises, and `setImmediate` costs three times as much. */
  afterPromises(run: () => void): void {
    queueMicrotask(() => nextTick(run));
  }

  opened(): void {
    this.on('message', this.received);
    this.#countReads();
    this.onopen?.({} as Event);
  }

  /** Only once `ws` listens too: before that, it puts back what came together with the upgrade, for whoever listens. */
  #countReads(): void {
    if (typeof this.#tcp?.prependListener !== 'function') return;
    this.segment = 0;
    this.#tcp.prependListener('data', () => {
      this.segment = (this.segment as number) + 1;
    });
  }

  received(data: RawData, isBinary: boolean): void {
    this.onmessage?.({ data: isBinary ? data : data.toString() } as MessageEvent);
  }

  failed(error: Error): void {
    this.onerror?.({ error } as ErrorEvent);
  }

  /** Sends the frames of one tick in one system call, which is most of the cost of a small frame. */
  override send(data: string | Uint8Array): void {
    const tcp = this.#tcp;
    if (tcp !== undefined) {
      if (this.#corked === 0) {
        tcp.cork();
        nextTick(uncork, this);
      } else if (this.#corked % MAX_CORKED_FRAMES === 0) {
        tcp.uncork();
        tcp.cork();
      }
      this.#corked += 1;
    }
    super.send(data);
  }

  uncork(): void {
    this.#corked = 0;
    this.#tcp?.uncork();
  }

  /** Closes on the client's behalf, and waits for the closing handshake. */
  leave(code: number, reason: string): void {
    this.#leaving = true;
    this.close(code, reason);
  }

  /**
   * `ws` calls this to answer the server's close frame. Frames already sent may still go out, but the socket does not
   * wait for the server to read them, or to end the TCP connection too.
   */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    const tcp = this.#tcp;
    if (this.#leaving || tcp === undefined) return;
    timer(0).subscribe(() => tcp.destroy());
  }
}

/** `Retry-After` in ms: seconds, or a date (RFC 9110, 10.2.3). */
const retryAfterMs = (header: string | undefined): number | undefined => {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : parseDate(header) - asyncScheduler.now();
  return ms > 0 ? ms : undefined;
};

/** Options whose `finishRequest` may throw: the request that `ws` has begun by then is ended, and its error is not uncaught. */
const withSafeFinish = (options: object): object => {
  const { finishRequest } = options as { finishRequest?: (request: ClientRequest, socket: WebSocket) => void };
  if (finishRequest === undefined) return options;
  const safe = (request: ClientRequest, socket: WebSocket): void => {
    try {
      finishRequest(request, socket);
    } catch (error) {
      socket.on('error', () => {});
      socket.terminate();
      throw error;
    }
  };
  return { ...options, finishRequest: safe };
};

import { Subject } from 'rxjs';
import { WebSocket } from 'ws';
import { next } from '../kit/live.js';
import { soon } from './host.js';

/** A WebSocket and nothing else: it sends what it is told to, and hands out the frames that came, in their order. */
export class Wire {
  readonly #frames: unknown[] = [];
  readonly #news$ = new Subject<void>();
  readonly #closed: Promise<{ code: number; reason: string }>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => {
      const value: unknown = JSON.parse(String(data));
      this.#frames.push(isBinary ? { binary: value } : value);
      this.#news$.next();
    });
    // A close follows.
    socket.on('error', () => {});
    this.#closed = new Promise(resolve => {
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  static async open(url: string, protocol?: string): Promise<Wire> {
    const wire = new Wire(new WebSocket(url, protocol === undefined ? [] : [protocol]));
    await soon(
      new Promise<void>((resolve, reject) => {
        wire.socket.once('open', resolve);
        wire.socket.once('error', reject);
      }),
      'open socket',
    );
    return wire;
  }

  /** Sends a value as JSON, or a string or bytes as they are. */
  send(message: unknown): void {
    const raw = typeof message === 'string' || Buffer.isBuffer(message);
    this.socket.send(raw ? message : JSON.stringify(message));
  }

  /** The next frame: what its JSON says, or that within `{binary: …}`. */
  async next(): Promise<unknown> {
    if (this.#frames.length === 0) await next(this.#news$, 'frame');
    return this.#frames.shift();
  }

  /** Sends, and has the next frame. */
  ask(message: unknown): Promise<unknown> {
    this.send(message);
    return this.next();
  }

  /** How the socket ends. */
  closed(): Promise<{ code: number; reason: string }> {
    return soon(this.#closed, 'close');
  }
}

/** Opens sockets that are gone after the spec. */
export const wires = (): ((url: string, protocol?: string) => Promise<Wire>) => {
  const open: Wire[] = [];
  afterEach(() => {
    for (const { socket } of open.splice(0)) socket.terminate();
  });
  return async (url, protocol) => {
    const wire = await Wire.open(url, protocol);
    open.push(wire);
    return wire;
  };
};

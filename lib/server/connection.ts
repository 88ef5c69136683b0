import {
  AsyncSubject,
  debounceTime,
  filter,
  fromEventPattern,
  interval,
  map,
  merge,
  type Observable,
  Subject,
  startWith,
  takeUntil,
  timer,
} from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import type { CloseFrame, Faults } from './faults.js';
import type { IncomingCall } from './incoming.js';
import type { Line } from './line.js';
import type { Settings } from './options.js';
import { disturb, type OutgoingReply } from './reply-faults.js';
import type { Reply, Wire } from './visitor.js';

const IDLE: CloseFrame = { code: 1001, reason: 'idle' };

/** Not `fromEvent`, which takes the socket for a DOM target and gives it other listeners than Node's. */
const from = (socket: WebSocket, name: 'message' | 'ping' | 'pong'): Observable<RawData> =>
  fromEventPattern(
    listener => socket.on(name, listener),
    listener => socket.off(name, listener),
    (data: RawData) => data,
  );

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text frames, and binary ones with text in them, since some clients sent those; undefined for other bytes. */
const textOf = (data: RawData): string | undefined => {
  try {
    return utf8.decode(data as Buffer);
  } catch {
    return undefined;
  }
};

/** One WebSocket under the faults of its endpoint: text in, replies and events out. Knows nothing of chat. */
export class Connection implements Wire {
  readonly number: number;
  /** What the client says; silent while frozen. */
  readonly texts$: Observable<string | undefined>;
  /** How it ended, once. */
  readonly gone$ = new AsyncSubject<CloseFrame>();
  readonly #socket: WebSocket;
  readonly #line: Line;
  readonly #settings: Settings;
  readonly #replies = new Subject<OutgoingReply>();

  constructor(number: number, socket: WebSocket, line: Line, faults: Faults, settings: Settings) {
    this.number = number;
    this.#socket = socket;
    this.#line = line;
    this.#settings = settings;
    this.texts$ = from(socket, 'message').pipe(
      filter(() => !faults.has('freeze')),
      map(textOf),
      takeUntil(this.gone$),
    );
    socket.on('close', (code: number, reason: Buffer) => {
      this.gone$.next({ code, reason: reason.toString() });
      this.gone$.complete();
    });
    // What is wrong with a client is told by the close that follows.
    socket.on('error', () => {});
    disturb(this.#replies, faults)
      .pipe(takeUntil(this.gone$))
      .subscribe(({ text }) => this.send(text));
    this.#keepAlive();
  }

  reply(reply: Reply, call?: IncomingCall): void {
    this.#replies.next({ method: call?.method, text: JSON.stringify(reply) });
  }

  event(text: string): void {
    this.send(text);
  }

  /** Sends a frame as it is: a string as text, bytes as binary. Nothing happens on a socket that is closing. */
  send(frame: string | Uint8Array): void {
    this.#socket.send(frame);
    if (this.#line.backlog > this.#settings.maxBacklog) this.drop();
  }

  /** Sends a close frame. */
  close({ code, reason }: CloseFrame): void {
    this.#socket.close(code, reason);
  }

  /** Ends the TCP connection, without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Does something later, if the connection lasts. */
  after(ms: number, action: () => void): void {
    timer(ms).pipe(takeUntil(this.gone$)).subscribe(action);
  }

  #keepAlive(): void {
    const { idleTimeout, pingInterval } = this.#settings;
    const signs = (['message', 'ping', 'pong'] as const).map(name => from(this.#socket, name));
    if (idleTimeout > 0)
      merge(...signs)
        .pipe(startWith(undefined), debounceTime(idleTimeout), takeUntil(this.gone$))
        .subscribe(() => this.close(IDLE));
    if (pingInterval > 0)
      interval(pingInterval)
        .pipe(takeUntil(this.gone$))
        .subscribe(() => this.#socket.ping());
  }
}

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
import type { ActiveFaults, CloseFrame } from './faults.js';
import type { FaultyStream } from './faulty-stream.js';
import type { IncomingCall } from './incoming-packet.js';
import type { Settings } from './options.js';
import type { ClientPort, Reply } from './participant.js';
import { applyReplyFaults, type OutgoingReply } from './reply-faults.js';

const IDLE_CLOSE: CloseFrame = { code: 1001, reason: 'idle' };

/** Not `fromEvent`: it takes the socket for a DOM EventTarget, whose listeners get other arguments than Node's. */
const fromSocket = (socket: WebSocket, name: 'message' | 'ping' | 'pong'): Observable<RawData> =>
  fromEventPattern(
    listener => socket.on(name, listener),
    listener => socket.off(name, listener),
    (data: RawData) => data,
  );

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a frame, text or binary, since some clients sent binary ones. Undefined if its bytes are not UTF-8. */
const decodeText = (data: RawData): string | undefined => {
  try {
    return utf8.decode(data as Buffer);
  } catch {
    return undefined;
  }
};

/** One WebSocket with the faults of its endpoint: text in, replies and events out. Knows nothing of chat. */
export class Connection implements ClientPort {
  /** The client's frames, as text. Emits nothing while the endpoint is frozen. */
  readonly texts$: Observable<string | undefined>;
  /** Emits how the connection closed, and completes. */
  readonly closed$ = new AsyncSubject<CloseFrame>();
  readonly #socket: WebSocket;
  readonly #stream: FaultyStream;
  readonly #settings: Settings;
  readonly #replies = new Subject<OutgoingReply>();

  constructor(socket: WebSocket, stream: FaultyStream, faults: ActiveFaults, settings: Settings) {
    this.#socket = socket;
    this.#stream = stream;
    this.#settings = settings;
    this.texts$ = fromSocket(socket, 'message').pipe(
      filter(() => !faults.has('freeze')),
      map(decodeText),
      takeUntil(this.closed$),
    );
    socket.on('close', (code: number, reason: Buffer) => {
      this.closed$.next({ code, reason: reason.toString() });
      this.closed$.complete();
    });
    // `ws` emits 'close' after every 'error'.
    socket.on('error', () => {});
    applyReplyFaults(this.#replies, faults)
      .pipe(takeUntil(this.closed$))
      .subscribe(({ text }) => this.send(text));
    this.#closeWhenIdle();
    this.#sendPings();
  }

  reply(reply: Reply, call?: IncomingCall): void {
    this.#replies.next({ method: call?.method, text: JSON.stringify(reply) });
  }

  event(text: string): void {
    this.send(text);
  }

  /** Sends a frame as it is: a string as text, bytes as binary. Does nothing while the socket is closing. */
  send(frame: string | Uint8Array): void {
    this.#socket.send(frame);
    if (this.#stream.backlog > this.#settings.maxBacklog) this.drop();
  }

  /** Sends a close frame. */
  close({ code, reason }: CloseFrame): void {
    this.#socket.close(code, reason);
  }

  /** Ends the TCP connection without a close frame. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Runs the action later, unless the connection closes first. */
  schedule(ms: number, action: () => void): void {
    timer(ms).pipe(takeUntil(this.closed$)).subscribe(action);
  }

  #closeWhenIdle(): void {
    const { idleTimeout } = this.#settings;
    if (idleTimeout === 0) return;
    const activity = (['message', 'ping', 'pong'] as const).map(name => fromSocket(this.#socket, name));
    merge(...activity)
      .pipe(startWith(undefined), debounceTime(idleTimeout), takeUntil(this.closed$))
      .subscribe(() => this.close(IDLE_CLOSE));
  }

  #sendPings(): void {
    const { pingInterval } = this.#settings;
    if (pingInterval === 0) return;
    interval(pingInterval)
      .pipe(takeUntil(this.closed$))
      .subscribe(() => this.#socket.ping());
  }
}

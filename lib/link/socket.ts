import { asyncScheduler, Observable, type Observer, Subscription, timer } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { ConnectionError, type ConnectionFacts } from '../errors.js';
import { sayCause } from '../quote.js';
import { type Closed, type Link, NO_CLOSE_FRAME, NORMAL } from './link.js';
import type { WebSocketConstructor, WebSocketExtras, WebSocketLike } from './web-socket-like.js';
import { within } from './within.js';

const OPEN = 1;
/** How long a server may take to answer our close frame, in ms. */
const FAREWELL = 1_000;

export interface Dial {
  /** Names the server in whatever is told of it. */
  readonly address: string;
  /** What is dialled: the address and its query. */
  readonly url: string;
  readonly protocols?: string | readonly string[] | undefined;
  readonly WebSocketCtor: WebSocketConstructor;
  /** Told of the socket when it is open. */
  readonly openObserver: Pick<Observer<Link>, 'next'>;
  /** Told once of each socket that had opened, when it is gone. */
  readonly closeObserver: Pick<Observer<Closed>, 'next'>;
}

/**
 * One socket as a cold Observable of what the server sends, raw: strings, or the runtime's binary. Errors with
 * a {@link ConnectionError} however it ends, a clean close included. Unsubscribing drops the socket at once.
 */
export const openSocket = (dial: Dial): Observable<unknown> =>
  new Observable(subscriber => {
    const socket = new Socket(dial, subscriber);
    // Before it opens: some do so, and end, within their constructor.
    subscriber.add(() => socket.drop());
    socket.open();
  });

type Failure = Pick<ConnectionFacts, 'cause' | 'httpStatus'>;

class Socket implements Link, Observer<unknown> {
  readonly #dial: Dial;
  readonly #frames: Observer<unknown>;
  /** What is left to end with it: the subject's subscription, and timers. */
  readonly #parts = new Subscription();
  /** The socket that the subject made: only its own state can be trusted. */
  #raw: (WebSocketLike & WebSocketExtras) | undefined;
  #phase: 'dialling' | 'open' | 'leaving' | 'closing' | 'gone' = 'dialling';
  #heardAt = 0;
  #heard = 0;

  constructor(dial: Dial, frames: Observer<unknown>) {
    this.#dial = dial;
    this.#frames = frames;
  }

  get address(): string {
    return this.#dial.address;
  }

  open(): void {
    const { url, protocols, WebSocketCtor } = this.#dial;
    const subject = webSocket<unknown>({
      url,
      ...(protocols === undefined ? {} : { protocol: protocols as string | string[] }),
      // Bound: a constructor, but no class with a prototype of its own for each socket.
      WebSocketCtor: Captured.bind(undefined, this, WebSocketCtor) as unknown as typeof WebSocket,
      deserializer: dataOf,
      openObserver: { next: () => this.#opened() },
      closeObserver: { next: ({ code, reason, wasClean }) => this.#gone(code, reason, wasClean) },
    });
    within(this.#parts, subject, this);
  }

  made(raw: WebSocketLike & WebSocketExtras): void {
    this.#raw = raw;
    // Its constructor may have ended it all.
    if (this.#phase === 'gone') drop(raw);
  }

  #opened(): void {
    if (this.#phase !== 'dialling') return;
    this.#phase = 'open';
    this.#hear();
    const hear = () => this.#hear();
    this.#raw?.on?.('pong', hear);
    this.#raw?.on?.('ping', hear);
    this.#dial.openObserver.next(this);
  }

  #hear(): void {
    this.#heardAt = asyncScheduler.now();
    this.#heard += 1;
  }

  /** A frame. */
  next(frame: unknown): void {
    if (this.#phase === 'dialling') return;
    this.#hear();
    this.#frames.next(frame);
  }

  error(error: unknown): void {
    this.#gone(NO_CLOSE_FRAME, '', false, { cause: causeOf(error), httpStatus: this.#raw?.httpStatus });
  }

  /** The close that it comes with has told already. */
  complete(): void {}

  #gone(code: number, reason: string, wasClean: boolean, failure?: Failure): void {
    if (this.#phase === 'gone') return;
    const opened = this.#phase !== 'dialling';
    const { address, closeObserver } = this.#dial;
    this.#phase = 'gone';
    if (this.#raw !== undefined) drop(this.#raw);
    this.#parts.unsubscribe();
    if (opened) closeObserver.next({ address, code, reason, wasClean });
    // Not the reason: it is whatever the server says, and may repeat what it was sent.
    const why = failure?.cause === undefined ? `close code ${code}` : sayCause(failure.cause);
    const message = `the connection to ${address} ${opened ? 'was lost' : 'failed'}: ${why}`;
    this.#frames.error(new ConnectionError(message, { address, code, reason, ...failure }));
  }

  heardAt(): number {
    return this.#heardAt;
  }

  heard(): number {
    return this.#heard;
  }

  send(text: string): boolean {
    if (this.#phase !== 'open' || this.#raw?.readyState !== OPEN) return false;
    try {
      this.#raw.send(text);
      return true;
    } catch (cause) {
      // In a moment: whoever sends must hear first that it was not sent.
      this.#goneIn(0, { cause });
      return false;
    }
  }

  ping(): boolean {
    if (typeof this.#raw?.ping !== 'function' || typeof this.#raw.on !== 'function') return false;
    this.#raw.ping();
    return true;
  }

  leave(): void {
    if (this.#phase === 'open') this.#phase = 'leaving';
  }

  close(code: number, reason: string): void {
    this.leave();
    if (this.#phase !== 'leaving' || this.#raw === undefined) return;
    this.#phase = 'closing';
    if (this.#raw.leave === undefined) this.#raw.close(code, reason);
    else this.#raw.leave(code, reason);
    this.#goneIn(FAREWELL);
  }

  #goneIn(ms: number, failure?: Failure): void {
    this.#parts.add(timer(ms).subscribe(() => this.#gone(NO_CLOSE_FRAME, '', false, failure)));
  }

  /** Nobody wants it any more: unless it is leaving, it is gone at once. */
  drop(): void {
    if (this.#phase !== 'leaving' && this.#phase !== 'closing') this.#gone(NO_CLOSE_FRAME, '', false);
  }
}

const dataOf = (event: MessageEvent<unknown>): unknown => event.data;

/** What the subject calls in place of the constructor. */
function Captured(
  socket: Socket,
  Ctor: WebSocketConstructor,
  url: string,
  protocols?: string | string[],
): WebSocketLike {
  const raw = protocols === undefined ? new Ctor(url) : new Ctor(url, protocols);
  socket.made(raw);
  return raw;
}

const drop = (raw: WebSocketLike & WebSocketExtras): void => {
  if (raw.terminate === undefined) raw.close(NORMAL);
  else raw.terminate();
};

/** What a constructor threw; or the Error that `ws` puts into its event, while that of browsers tells no cause. */
const causeOf = (error: unknown): unknown => {
  if (error instanceof Error || typeof error !== 'object' || error === null) return error;
  return (error as { error?: unknown }).error;
};

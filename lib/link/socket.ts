import { Observable, type Subscriber, timer } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { monotonicClock } from '../timers.js';
import type { Dial } from './dial.js';
import { LeanSubscriber } from './lean-subscriber.js';
import { type Closed, type Frame, type Link, NO_CLOSE_FRAME } from './link.js';
import { CapturingConstructor, dataOf, drop, leave, listenTo, pingBy, pongsOf, type RawSocket } from './raw-socket.js';
import { type Failure, failureOf, socketErrorOf } from './socket-error.js';
import { callUser } from './user-functions.js';
import type { WebSocketConstructor } from './web-socket-like.js';

const OPEN = 1;
/** Without a close frame. */
const DROPPED = { code: NO_CLOSE_FRAME, reason: '', wasClean: false };
/** How long a server may take to answer our close frame, once it has left. */
const CLOSE_TIMEOUT_MS = 1_000;

/**
 * One socket as a cold Observable: emits its {@link Link} when it is open, and errors with a {@link ConnectionError} however
 * it ends, a clean close included. Unsubscribing is the only way to close it: with a handshake if there is a farewell,
 * which `closeObserver` hears of when it is over, or else at once.
 */
export const openSocket = (dial: Dial): Observable<Link> =>
  new Observable(subscriber => {
    const socket = new Socket(dial, subscriber);
    // Before it opens: some sockets open, and end, within their constructor.
    subscriber.add(socket);
    if (!socket.closed) socket.open();
  });

/** Subscribes to the subject that dials, and is unsubscribed from it only when the socket is gone. */
class Socket extends LeanSubscriber<unknown> implements Link {
  readonly #dial: Dial;
  readonly #out: Subscriber<Link>;
  readonly #now = monotonicClock();
  /** The socket that the subject made: only its own state can be trusted. */
  #raw: RawSocket | undefined;
  #frames: Subscriber<unknown> | undefined;
  #phase: 'dialling' | 'open' | 'closing' | 'gone' = 'dialling';
  #heardAt = 0;
  #heard = 0;
  #heardSegment: number | undefined;

  constructor(dial: Dial, out: Subscriber<Link>) {
    super();
    this.#dial = dial;
    this.#out = out;
  }

  get address(): string {
    return this.#dial.address;
  }

  get frames$(): Observable<unknown> {
    return new Observable(subscriber => {
      this.#frames = subscriber;
    });
  }

  open(): void {
    const { url, protocols, binary } = this.#dial;
    const subject = webSocket<unknown>({
      url,
      protocol: protocols as string | string[],
      WebSocketCtor: CapturingConstructor.bind(undefined, this) as unknown as typeof WebSocket,
      ...(binary ? { binaryType: 'arraybuffer' } : {}),
      deserializer: dataOf,
      openObserver: { next: () => this.#opened() },
      closeObserver: { next: event => this.#gone(event) },
    });
    subject.subscribe(this);
  }

  get WebSocketCtor(): WebSocketConstructor {
    return this.#dial.WebSocketCtor;
  }

  made(raw: RawSocket): void {
    this.#raw = raw;
    // Its constructor may have ended it all.
    if (this.#phase === 'gone') drop(raw);
  }

  #opened(): void {
    if (this.#phase !== 'dialling') return;
    this.#phase = 'open';
    this.#dial.opened?.(this.#raw);
    this.hear();
    if (this.#raw !== undefined) listenTo(this.#raw, this.#dial.binary, this);
    this.#out.next(this);
  }

  /** Once for all frames of one read of the connection: reading the clock costs more than handing a frame on. */
  hear(): void {
    this.#heard += 1;
    const segment = this.#raw?.segment;
    if (segment !== undefined && segment === this.#heardSegment) return;
    this.#heardSegment = segment;
    this.#heardAt = this.#now();
  }

  /** A frame; none counts before the socket is open, nor in a closing handshake. */
  protected override _next(frame: unknown): void {
    if (this.#phase !== 'open') return;
    this.hear();
    this.#dial.received?.(frame);
    this.#frames?.next(frame);
  }

  protected override _error(error: unknown): void {
    this.#gone(DROPPED, failureOf(error, this.#raw));
  }

  /** The close event that came with it was reported already. */
  protected override _complete(): void {}

  #gone(end: Omit<Closed, 'address'>, failure?: Failure): void {
    if (this.#phase === 'gone') return;
    const { code, wasClean, reason: given } = end;
    const reason = given && (this.#dial.maskReason?.(given) ?? given);
    const opened = this.#phase !== 'dialling';
    const { address, closeObserver } = this.#dial;
    this.#phase = 'gone';
    if (this.#raw !== undefined) drop(this.#raw);
    // The subject closes a socket, too, that is still open because its class threw in `drop`.
    callUser(() => super.unsubscribe(), undefined);
    this.#dial.gone?.(opened, code, reason, end === DROPPED && failure === undefined);
    if (opened) closeObserver.next({ address, code, reason, wasClean });
    this.#out.error(socketErrorOf(this.#dial, { code, reason }, opened, failure));
  }

  heardAt(): number {
    return this.#heardAt;
  }

  heard(): number {
    return this.#heard;
  }

  isOpen(): boolean {
    return this.#phase === 'open' && this.#raw?.readyState === OPEN;
  }

  segment(): number | undefined {
    return this.#raw?.segment;
  }

  afterPromises(run: () => void): void {
    this.#raw?.afterPromises?.(run);
  }

  bufferedAmount(): number {
    return this.#raw?.bufferedAmount ?? 0;
  }

  send(frame: Frame): boolean {
    if (this.#phase !== 'open' || this.#raw?.readyState !== OPEN) return false;
    this.#dial.sending?.(frame);
    try {
      this.#raw.send(frame);
      return true;
    } catch (cause) {
      // In a moment: the sender must first hear that nothing was sent.
      this.add(timer(0).subscribe(() => this.#gone(DROPPED, { cause })));
      return false;
    }
  }

  ping(): boolean {
    return pingBy(this.#raw);
  }

  get pong$(): Observable<void> {
    return pongsOf(this.#raw);
  }

  /** The stage below does not want it any more. */
  override unsubscribe(): void {
    if (this.#phase === 'gone' || this.#phase === 'closing') return;
    const farewell = this.#phase === 'open' ? this.#dial.farewell() : undefined;
    if (farewell === undefined || this.#raw === undefined) return this.#gone(DROPPED);
    this.#phase = 'closing';
    // First, since some sockets are gone within their own close.
    this.#dropAfter(this.bufferedAmount());
    leave(this.#raw, farewell);
  }

  /** When the server does not answer in time; but not while what was handed to the socket is still leaving it. */
  #dropAfter(buffered: number): void {
    const late = () => {
      const left = this.bufferedAmount();
      if (left < buffered) this.#dropAfter(left);
      else this.#gone(DROPPED);
    };
    this.add(timer(CLOSE_TIMEOUT_MS).subscribe(late));
  }
}

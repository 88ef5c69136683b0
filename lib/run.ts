import { EMPTY, filter, type Observable, type Observer, Subject, Subscription, tap } from 'rxjs';
import { runtimeWebSocket, wake$ } from '#platform';
import { AuthenticationFailedError, BeamError, ConnectionError, TimeoutError } from './errors.js';
import type { Backoff } from './link/backoff.js';
import type { AddressSource } from './link/join.js';
import { type Closed, type Link, NO_CLOSE_FRAME } from './link/link.js';
import {
  type Attempt,
  type Reconnecting,
  type RetryOptions,
  retryWithNextAddress,
} from './link/retry-with-next-address.js';
import { type Dial, openSocket } from './link/socket.js';
import { dialUrl } from './link/url.js';
import type { WebSocketConstructor } from './link/web-socket-like.js';
import { within } from './link/within.js';
import type { ResolvedOptions } from './options.js';
import { sayCause } from './quote.js';
import { openSession, type Session, type Shore, type Surroundings } from './session/session.js';
import type { Streams } from './streams.js';
import type { Credentials } from './traffic/credentials.js';
import type { OptOuts } from './traffic/opt-outs.js';
import { answerOf } from './unharmed.js';

/** What lasts as long as a client: the reaches that a run joins, each time anew. */
export interface Reaches extends Surroundings {
  readonly addresses: AddressSource;
  readonly options: ResolvedOptions;
  readonly streams: Streams;
  readonly optOuts: OptOuts;
  readonly credentials: Credentials;
}

/** Who is told what comes of a run. */
export interface Told {
  /** A socket is open. */
  opened(link: Link): void;
  /** A session stands. */
  established(session: Session): void;
  /** A socket that was open is gone. */
  closed(closed: Closed): void;
  /** It is over: nobody will be let in any more, or no other connection is wanted. */
  over(error?: BeamError): void;
}

/**
 * The river from boot to close: attempts, links and sessions, one after the other. It is over when `shouldReconnect`
 * wants no more, with an {@link AuthenticationFailedError} when nobody is let in any more, or when it is unsubscribed.
 */
export class Run extends Subscription implements RetryOptions<Session>, Shore, Observer<Session> {
  readonly addresses: AddressSource;
  readonly connectTimeout: number;
  readonly stableAfter: number;
  readonly backoff: Backoff;
  readonly #reaches: Reaches;
  readonly #told: Told;
  readonly #WebSocketCtor: WebSocketConstructor;
  /** Signs of the network. Shared, since each dial and each wait listens anew, and a sign that replays must not end every wait. */
  readonly #signs$ = new Subject<unknown>();
  #address: string | undefined;
  /** Whether the present attempt's session stood. */
  #stood = false;
  /** How its socket closed, if it had opened. */
  #closed: Closed | undefined;

  /** @throws TypeError where the runtime has no WebSocket and none was given */
  constructor(reaches: Reaches, told: Told) {
    super();
    const { connectTimeout, stableAfter, backoff, WebSocketCtor, ws } = reaches.options;
    this.addresses = reaches.addresses;
    this.connectTimeout = connectTimeout;
    this.stableAfter = stableAfter;
    this.backoff = backoff;
    this.#reaches = reaches;
    this.#told = told;
    this.#WebSocketCtor = WebSocketCtor ?? runtimeWebSocket(ws);
  }

  begin(): void {
    const { options, streams } = this.#reaches;
    const signs = (options.wake$ ?? wake$).subscribe({
      next: sign => this.#signs$.next(sign),
      error: cause => streams.report(new ConnectionError(`wake$ failed: ${sayCause(cause)}`, { cause })),
      complete: () => this.#signs$.complete(),
    });
    this.add(signs);
    within(this, retryWithNextAddress(this), this);
  }

  // What comes of the attempts.

  next(session: Session): void {
    this.#stood = true;
    this.#told.established(session);
  }

  error(error: BeamError): void {
    this.#told.over(error);
  }

  complete(): void {
    this.#told.over();
  }

  // What the attempts are made by.

  get askEachTime(): boolean {
    return this.#reaches.credentials.fresh;
  }

  get wake$(): Observable<unknown> {
    return this.#signs$.pipe(filter(sign => !isOffline(sign)));
  }

  random(): number {
    return answerOf(this.#reaches.options.random, 0);
  }

  waiting(info: Reconnecting): void {
    if (!this.closed) this.#reaches.streams.reconnecting(info);
  }

  /** One attempt: lasts until its socket, the network or the patience with it ends. */
  dial(attempt: Attempt): Observable<Session> {
    if (this.closed) return EMPTY;
    const { address, number } = attempt;
    this.#address = address;
    this.#reaches.streams.become({ address, attempt: number, retryAt: undefined });
    return openSession(attempt, this, this.#reaches);
  }

  /** What an end says, and whether there is another try. */
  verdict(error: unknown): 'retry' | 'stop' | 'fail' {
    const [stood, closed, address] = [this.#stood, this.#closed, this.#address];
    this.#stood = false;
    this.#closed = undefined;
    this.#address = undefined;
    if (error instanceof AuthenticationFailedError) return 'fail';
    const told = error instanceof BeamError ? error : new ConnectionError(sayCause(error), { address, cause: error });
    if (!stood || isMoreThanLoss(told)) this.#reaches.streams.report(told);
    if (this.closed) return 'stop';
    const end =
      closed === undefined
        ? { address, code: NO_CLOSE_FRAME, reason: '', wasClean: false, opened: false }
        : { ...closed, opened: true };
    const isWanted = answerOf(() => this.#reaches.options.shouldReconnect(end) !== false, true);
    return isWanted && !this.closed ? 'retry' : 'stop';
  }

  // What a session is opened from.

  connect(address: string, openObserver: Dial['openObserver']): Observable<unknown> {
    const { options } = this.#reaches;
    const { protocols } = options;
    const url = dialUrl(address, options);
    const WebSocketCtor = this.#WebSocketCtor;
    const closeObserver = {
      next: (info: Closed) => {
        this.#closed = info;
        this.#told.closed(info);
      },
    };
    return openSocket({ address, url, protocols, WebSocketCtor, openObserver, closeObserver });
  }

  signs(address: string): Observable<unknown> {
    return this.#signs$.pipe(
      tap(sign => {
        if (isOffline(sign)) throw new ConnectionError('the network is gone', { address });
      }),
    );
  }

  opened(link: Link): void {
    this.#told.opened(link);
  }

  refused(error: AuthenticationFailedError): void {
    this.#told.over(error);
  }
}

/** The word, or the page's event of that name. */
const isOffline = (sign: unknown): boolean =>
  sign === 'offline' || (sign as { type?: unknown } | null | undefined)?.type === 'offline';

/** An established connection that is lost is told of by `closed$`; silence and broken frames are errors besides. */
const isMoreThanLoss = (error: BeamError): boolean => error instanceof TimeoutError || error.cause !== undefined;

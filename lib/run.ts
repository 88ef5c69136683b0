import { defer, filter, Observable } from 'rxjs';
import { AuthenticationFailedError, BeamError, ConnectionError, TimeoutError } from './errors.js';
import { goneBeforeError } from './link/gone-before-error.js';
import type { AddressSource } from './link/join.js';
import { type Attempt, retryWithNextAddress } from './link/retry-with-next-address.js';
import { type Closed, type Link, LinkLost, NO_CLOSE_FRAME, openSocket } from './link/socket.js';
import { dialUrl } from './link/url.js';
import type { WebSocketConstructor } from './link/web-socket-like.js';
import { within } from './link/within.js';
import type { ResolvedOptions } from './options.js';
import type { Demux } from './packet/demux.js';
import { sayCause } from './quote.js';
import { openSession, type Session } from './session/session.js';
import type { Streams } from './streams.js';
import type { Credentials } from './traffic/credentials.js';
import type { OptOuts } from './traffic/opt-outs.js';
import { answerOf } from './unharmed.js';

/** The reaches that a run joins, and who is told what comes of it. */
export interface Reaches {
  readonly addresses: AddressSource;
  readonly options: ResolvedOptions;
  readonly WebSocketCtor: WebSocketConstructor;
  readonly streams: Streams;
  readonly demux: Demux;
  readonly optOuts: OptOuts;
  readonly credentials: Credentials;
  readonly nextId: () => number;
  readonly wake$: Observable<unknown>;
  /** A socket is open. */
  readonly opened: (link: Link) => void;
  /** A session stands. */
  readonly established: (session: Session) => void;
  /** A socket that was open is gone. */
  readonly closed: (closed: Closed) => void;
  /** Whether this run has been ended, by whatever handler was just told something. */
  readonly over: () => boolean;
  /** Nobody will be let in any more. */
  readonly failed: (error: AuthenticationFailedError) => void;
}

/**
 * The river from boot to close: attempts, links and sessions, one after the other. Completes when `shouldReconnect`
 * wants no more, errors with an {@link AuthenticationFailedError} when no address can be had for that reason.
 */
export const run = (reaches: Reaches): Observable<unknown> => defer(() => new Run(reaches).river());

class Run {
  readonly #reaches: Reaches;
  #stood = false;
  /** How the present attempt's socket closed, if it had opened. */
  #closed: Closed | undefined;
  #address: string | undefined;

  constructor(reaches: Reaches) {
    this.#reaches = reaches;
  }

  river(): Observable<unknown> {
    const { options, addresses, credentials, streams, wake$, over } = this.#reaches;
    const { connectTimeout, stableAfter, backoff } = options;
    // Each property by name, here and below: an object made by spreading one of ours would have a shape of its own.
    return retryWithNextAddress({
      connectTimeout,
      stableAfter,
      backoff,
      addresses,
      askEachTime: credentials.fresh,
      dial: attempt => this.#dial(attempt),
      waiting: info => {
        if (!over()) streams.reconnecting(info);
      },
      random: () => answerOf(options.random, 0),
      verdict: error => this.#verdict(error),
      wake$: wake$.pipe(filter(sign => !isOffline(sign))),
    });
  }

  /** One attempt: lasts until its socket, the network or the patience with it ends. */
  #dial(attempt: Attempt): Observable<Session> {
    const { streams, wake$, established, failed } = this.#reaches;
    const { address, number } = attempt;
    const lasting$ = new Observable<Session>(subscriber => {
      if (subscriber.closed) return;
      this.#address = address;
      streams.become({ address, attempt: number, retryAt: undefined });
      if (subscriber.closed) return;
      const offline$ = wake$.pipe(filter(isOffline));
      subscriber.add(
        offline$.subscribe(() => subscriber.error(new ConnectionError('the network is gone', { address }))),
      );
      within(subscriber, this.#session(attempt), {
        next: session => {
          this.#stood = true;
          established(session);
          subscriber.next(session);
        },
        error: error => (error instanceof AuthenticationFailedError ? failed(error) : subscriber.error(error)),
      });
    });
    return goneBeforeError(lasting$);
  }

  #session({ address, join }: Attempt): Observable<Session> {
    const { options, WebSocketCtor, closed, credentials, demux, nextId, opened, optOuts, streams, wake$ } =
      this.#reaches;
    const closeObserver = {
      next: (info: Closed) => {
        this.#closed = info;
        closed(info);
      },
    };
    const { protocols, welcome, connectTimeout, pingInterval, pingTimeout } = options;
    const link$ = openSocket({ address, url: dialUrl(address, options), protocols, WebSocketCtor, closeObserver });
    const papers = { optOuts, credentials };
    return openSession(link$, {
      welcome,
      connectTimeout,
      pingInterval,
      pingTimeout,
      address,
      join,
      demux,
      papers,
      nextId,
      tellSent: streams.tellSent,
      opened,
      probe$: wake$,
    });
  }

  /** What an end says, and whether there is another try. */
  #verdict(error: unknown): 'retry' | 'stop' | 'fail' {
    const [stood, closed, address] = [this.#stood, this.#closed, this.#address];
    this.#stood = false;
    this.#closed = undefined;
    this.#address = undefined;
    if (error instanceof AuthenticationFailedError) return 'fail';
    const told = error instanceof BeamError ? error : new ConnectionError(sayCause(error), { address, cause: error });
    if (!stood || isMoreThanLoss(told)) this.#reaches.streams.report(told);
    if (this.#reaches.over()) return 'stop';
    const end =
      closed === undefined
        ? { address, code: NO_CLOSE_FRAME, reason: '', wasClean: false, opened: false }
        : { ...closed, opened: true };
    const { options, over } = this.#reaches;
    const isWanted = answerOf(() => options.shouldReconnect(end) !== false, true);
    return isWanted && !over() ? 'retry' : 'stop';
  }
}

/** The word, or the page's event of that name. */
const isOffline = (sign: unknown): boolean =>
  sign === 'offline' || (sign as { type?: unknown } | null | undefined)?.type === 'offline';

/** An established connection that is lost is told of by `closed$`; silence and broken frames are errors besides. */
const isMoreThanLoss = (error: BeamError): boolean =>
  error instanceof TimeoutError || (error instanceof LinkLost && error.failure?.cause !== undefined);

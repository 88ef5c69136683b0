import { type Observable, Subject, take } from 'rxjs';
import { type BeamError, CallError } from '../errors.js';
import { readStack } from '../text/read-stack.js';
import { monotonicClock } from '../timers.js';
import type { Activity, ObservedCall, ObservedFailure } from './activity.js';
import { type AddressTally, withAddress } from './address-tally.js';
import { Counters } from './counters.js';
import type { CallPlace, CallTaker, Diagnostics } from './diagnostics.js';

const REFUSED = { kind: 'refused', delivery: 'answered' } as const;
const NO_ADDRESSES: readonly AddressTally[] = [];

/**
 * Counts what a client does, by plain additions, and reports it to observers. The code that does a thing calls one method of this
 * object for it.
 */
export class ClientActivity extends Counters implements CallPlace {
  readonly protocol: string;
  /** The channels of the runtime; undefined where it has none. */
  readonly #diagnostics: Diagnostics | undefined;
  #observers: Subject<Activity> | undefined = undefined;
  addresses = NO_ADDRESSES;
  /** Of the newest session. */
  address: string | undefined = undefined;
  session = 0;
  /** What keeps the client from a session, in words. */
  waitsFor: string | undefined = undefined;
  roundTripMs: number | undefined = undefined;
  #dials = 0;

  constructor(protocol = 'rpc', diagnostics?: Diagnostics) {
    super();
    this.protocol = protocol;
    this.#diagnostics = diagnostics;
  }

  /** Created when it is first read. */
  get activity$(): Subject<Activity> {
    this.#observers ??= new Subject();
    return this.#observers;
  }

  /** Whether there is an observer to create reports for. */
  get isObserved(): boolean {
    return this.#observers?.observed === true;
  }

  complete(): void {
    this.#observers?.complete();
  }

  /** Reports anything but a frame or a call. */
  tell(activity: Activity): void {
    if (this.isObserved) this.#observers?.next(activity);
    this.#diagnostics?.publish(activity);
  }

  // Sockets.

  /** Returns the number of the dial. */
  dialled(address: string): number {
    const tally = this.#tallyOf(address);
    tally.dials += 1;
    tally.dialledAt = wholeNow();
    this.#dials += 1;
    this.waitsFor = 'the socket to open';
    this.tell({ type: 'dial', dial: this.#dials, address });
    return this.#dials;
  }

  received(dial: number, address: string, frame: unknown): void {
    this.countIn(frame);
    if (this.isObserved) this.#observers?.next({ type: 'received', dial, address, frame });
  }

  sent(dial: number, address: string, frame: unknown): void {
    this.countOut(frame);
    if (this.isObserved) this.#observers?.next({ type: 'sent', dial, address, frame });
  }

  hedgeLost(address: string): void {
    this.#tallyOf(address).hedgesLost += 1;
  }

  #tallyOf(address: string): AddressTally {
    const [tally, addresses] = withAddress(this.addresses, address);
    this.addresses = addresses;
    return tally;
  }

  // The connection.

  established(address: string, session: number): void {
    const tally = this.#tallyOf(address);
    tally.connectMs = Math.max(0, (wholeNow() - tally.dialledAt) | 0);
    this.address = address;
    this.session = session;
    this.waitsFor = undefined;
    this.tell({ type: 'established', address, session });
  }

  /** A dial has failed, or an established connection was lost. */
  failed(address: string | undefined, error: BeamError, established = this.waitsFor === undefined): void {
    readStack(error);
    if (address !== undefined) {
      const tally = this.#tallyOf(address);
      tally.lastError = error;
      if (established) tally.losses += 1;
      else tally.failures += 1;
    }
    if (established) this.tell({ type: 'lost', address, error });
  }

  waiting(address: string | undefined, attempt: number, delay: number): void {
    this.waitsFor = 'the next attempt';
    this.tell({ type: 'waiting', address, attempt, delay });
  }

  /** A ping of the WebSocket protocol is sent. */
  pinged(address: string, pong$: Observable<unknown>): void {
    this.tell({ type: 'ping', address });
    const now = monotonicClock();
    const start = now();
    pong$.pipe(take(1)).subscribe(() => {
      this.roundTripMs = now() - start;
    });
  }

  badFrame(address: string | undefined, error: BeamError): void {
    this.count('bad');
    this.tell({ type: 'bad-frame', address, error });
  }

  // Calls.

  /** A call is made. `taker` sends or spools it within, so that a tracer's context covers what the call causes. */
  making<T extends ObservedCall>(call: T, taker: CallTaker<T>, args?: unknown): void {
    this.countMade();
    if (this.isObserved) this.#observers?.next({ type: 'made', call, ...(args === undefined ? {} : { args }) });
    if (this.#diagnostics?.tracesCalls) this.#diagnostics.making(call, this, taker);
    else taker.take(call);
  }

  spooled(call: ObservedCall): void {
    if (this.isObserved) this.#observers?.next({ type: 'spooled', call });
  }

  /** Before a call is handed to a socket. */
  handing(call: ObservedCall): void {
    if (call.wasSent) this.count('resent');
    if (this.isObserved) this.#observers?.next({ type: 'handed', call });
    if (this.#diagnostics?.tracesCalls) this.#diagnostics.handed(call, this);
  }

  /** A call was answered; or it wants no reply, and was sent. */
  succeeded(call: ObservedCall): void {
    if (!call.settings.noReply) this.countAnswered();
    this.#settled(call, undefined);
  }

  /** A call rejects with an error of this library, or with the server's error as sent. */
  failedCall(call: ObservedCall, error: unknown): void {
    const { kind, delivery } = error instanceof CallError ? error : REFUSED;
    this.countFailure(kind);
    this.#settled(call, { kind, delivery, error });
  }

  /** Its caller has unsubscribed. */
  cancelled(call: ObservedCall): void {
    this.countFailure('aborted');
    this.#settled(call, { kind: 'aborted', delivery: call.wasSent ? 'unknown' : 'never' });
  }

  #settled(call: ObservedCall, failure: ObservedFailure | undefined): void {
    if (this.isObserved) this.#observers?.next({ type: 'settled', call, failure });
    if (this.#diagnostics?.tracesCalls) this.#diagnostics.settled(call, failure);
  }
}

/** In ms, as a whole number that wraps, which needs no box of its own. */
const wholeNow = (): number => monotonicClock()() | 0;

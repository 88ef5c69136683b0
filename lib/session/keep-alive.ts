import { asyncScheduler, type MonoTypeOperatorFunction, type Observable, Subscriber, type Subscription } from 'rxjs';
import { ConnectionError, TimeoutError } from '../errors.js';
import type { NetworkEvent } from '../link/network.js';
import { Stage, stage } from '../link/stage.js';
import { callUser } from '../link/user-functions.js';
import { isBounded, monotonicClock } from '../timers.js';

/** A connection whose server must not fall silent. */
export interface HeartbeatTarget {
  /** When anything last came, in ms of a clock that only runs forward. */
  heardAt(): number;
  /** How many things have come. */
  heard(): number;
  /** Makes the server say something. False where nothing can, and then its silence is no sign. */
  ping(): unknown;
}

/** Times in ms. */
export interface KeepAliveOptions {
  /** If nothing arrives from the server for this long, the operator pings; 0 or Infinity: never. */
  readonly pingInterval: number;
  /** The longest silence after a ping. */
  readonly pingTimeout: number;
  /** Whether to ping every `pingInterval`, even if the server sends frames. @default false */
  readonly always?: boolean | undefined;
}

/**
 * Watches each connection that the source emits. If the server is silent for `pingInterval`, it pings; if it stays silent for
 * `pingTimeout` after that, the operator errors with a {@link TimeoutError}. On `'wake'`, it pings at once. On `'offline'`, it errors
 * at once, also before there is a connection.
 *
 * It reads the clock when its timer fires, because timers stop while a machine sleeps and are late in hidden tabs. If the machine
 * slept past a deadline, it pings once more first.
 *
 * @param from - the address for the error on `'offline'`, or an object whose `address` is read then
 */
export const keepAlive = <T extends HeartbeatTarget>(
  options: KeepAliveOptions,
  network$: Observable<NetworkEvent>,
  from?: string | { readonly address: string },
): MonoTypeOperatorFunction<T> => stage(out => new KeepAlive<T>(out, options, network$, from));

/** One timer for each connection, that is not set anew for each frame. */
class KeepAlive<T extends HeartbeatTarget> extends Stage<T> {
  readonly #options: KeepAliveOptions;
  readonly #from: string | { readonly address: string } | undefined;
  readonly #network: NetworkSubscriber;
  readonly #now = monotonicClock();
  #target: T | undefined;
  #timer: Subscription | undefined;
  /** The last ping that is still waited for: when it was sent, and how much had been heard until then. */
  #pinged: { readonly at: number; readonly heard: number } | undefined;

  constructor(
    out: Subscriber<T>,
    options: KeepAliveOptions,
    network$: Observable<NetworkEvent>,
    from: string | { readonly address: string } | undefined,
  ) {
    super(out);
    this.#options = options;
    this.#from = from;
    this.#network = new NetworkSubscriber(this);
    network$.subscribe(this.#network);
  }

  heard(event: NetworkEvent): void {
    if (event === 'offline') this.#offline();
    else if (this.#target !== undefined && this.#isAnswered(this.#target)) this.#sendPing(this.#target);
  }

  #offline(): void {
    const address = typeof this.#from === 'object' ? this.#from.address : this.#from;
    this.error(new ConnectionError('the network is gone', { address }));
  }

  protected override _next(target: T): void {
    this.#timer?.unsubscribe();
    this.#target = undefined;
    this.out.next(target);
    // A handler that hears of the connection may have ended it.
    if (this.closed) return;
    this.#target = target;
    this.#waitForSilence(target);
  }

  override unsubscribe(): void {
    this.#timer?.unsubscribe();
    this.#network.unsubscribe();
    this.#target = undefined;
    super.unsubscribe();
  }

  #isAnswered(target: T): boolean {
    return this.#pinged === undefined || target.heard() !== this.#pinged.heard;
  }

  #silentMs(target: T): number {
    return this.#now() - target.heardAt();
  }

  #wakeIn(ms: number, then: () => void): void {
    this.#timer?.unsubscribe();
    // A handler that hears of a ping may have ended the connection.
    if (!this.closed) this.#timer = asyncScheduler.schedule(then, ms);
  }

  #waitForSilence(target: T): void {
    const { pingInterval, always } = this.#options;
    const pingedAt = this.#pinged?.at ?? this.#now();
    this.#pinged = undefined;
    if (!isBounded(pingInterval)) return;
    const left = Math.max(0, pingInterval - (always ? this.#now() - pingedAt : this.#silentMs(target)));
    this.#wakeIn(Math.min(pingInterval, left), () => this.#check(target));
  }

  #check(target: T): void {
    const { pingInterval, always } = this.#options;
    const silentMs = this.#silentMs(target);
    // Below 0, a clock was set back (some runtimes have no other), and cannot tell how long it has been silent.
    if (always || silentMs < 0 || silentMs >= pingInterval) this.#sendPing(target);
    else this.#waitForSilence(target);
  }

  #sendPing(target: T): void {
    this.#pinged = { at: this.#now(), heard: target.heard() };
    // A ping that throws is reported as a handler's error, and not answered.
    const canPing = callUser(() => target.ping(), undefined);
    if (canPing !== false) return this.#waitForAnswer(target, this.#options.pingTimeout);
    this.#pinged = undefined;
    if (isBounded(this.#options.pingInterval)) this.#wakeIn(this.#options.pingInterval, () => this.#check(target));
  }

  /** Not longer than an interval at once: after an answer the next one begins. */
  #waitForAnswer(target: T, ms: number): void {
    const { pingInterval } = this.#options;
    this.#wakeIn(isBounded(pingInterval) ? Math.min(pingInterval, ms) : ms, () => this.#judge(target));
  }

  #judge(target: T): void {
    const { pingTimeout } = this.#options;
    if (this.#pinged === undefined || this.#isAnswered(target)) return this.#waitForSilence(target);
    const waited = this.#now() - this.#pinged.at;
    if (waited < 0 || waited >= 2 * pingTimeout) this.#sendPing(target);
    else if (waited < pingTimeout) this.#waitForAnswer(target, pingTimeout - waited);
    // The timer may be late because the process was busy: what is in the socket is read before it counts as silent.
    else this.#wakeIn(0, () => this.#giveUp(target));
  }

  #giveUp(target: T): void {
    if (this.#isAnswered(target)) this.#waitForSilence(target);
    else this.error(new TimeoutError('ping', undefined, this.#options.pingTimeout));
  }
}

class NetworkSubscriber extends Subscriber<NetworkEvent> {
  readonly #owner: KeepAlive<HeartbeatTarget>;

  constructor(owner: KeepAlive<HeartbeatTarget>) {
    super();
    this.#owner = owner;
  }

  protected override _next(event: NetworkEvent): void {
    // What throws in a teardown is reported as a handler's error, and not thrown at the source of the event.
    callUser(() => this.#owner.heard(event), undefined);
  }

  protected override _error(cause: unknown): void {
    this.#owner.error(cause);
  }

  /** Without more events, the connection goes on. */
  protected override _complete(): void {}
}

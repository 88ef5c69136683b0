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
  /** Makes the server say something. */
  ping(): void;
}

/** Times in ms. */
export interface KeepAliveOptions {
  /** After so long without anything from the server, send a ping; 0 or Infinity sends none. */
  readonly pingInterval: number;
  /** The longest silence after a ping. */
  readonly pingTimeout: number;
}

/**
 * Watches each connection that the source emits: errors with a {@link TimeoutError} when the server is silent for
 * `pingInterval`, and then for `pingTimeout` after a ping. `'wake'` pings at once; `'offline'` errors at once, also before
 * there is a connection.
 *
 * The clock is read when a timer fires, since timers stop while a machine sleeps and are late in hidden tabs. A deadline
 * that was overslept gets one more ping before it counts.
 *
 * @param address - named in the error when the network is gone
 */
export const keepAlive = <T extends HeartbeatTarget>(
  options: KeepAliveOptions,
  network$: Observable<NetworkEvent>,
  address?: string,
): MonoTypeOperatorFunction<T> => stage(out => new KeepAlive<T>(out, options, network$, address));

class KeepAlive<T extends HeartbeatTarget> extends Stage<T> {
  readonly #options: KeepAliveOptions;
  readonly #address: string | undefined;
  readonly #network: NetworkSubscriber;
  #watchdog: Watchdog | undefined;

  constructor(
    out: Subscriber<T>,
    options: KeepAliveOptions,
    network$: Observable<NetworkEvent>,
    address: string | undefined,
  ) {
    super(out);
    this.#options = options;
    this.#address = address;
    this.#network = new NetworkSubscriber(this);
    network$.subscribe(this.#network);
  }

  heard(event: NetworkEvent): void {
    if (event === 'offline') this.error(new ConnectionError('the network is gone', { address: this.#address }));
    else this.#watchdog?.probe();
  }

  protected override _next(target: T): void {
    this.#watchdog?.stop();
    this.out.next(target);
    if (this.closed) return;
    this.#watchdog = new Watchdog(target, this.#options, this);
    this.#watchdog.start();
  }

  override unsubscribe(): void {
    this.#watchdog?.stop();
    this.#network.unsubscribe();
    super.unsubscribe();
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

/** One timer, that is not set anew for each frame. */
class Watchdog {
  readonly #target: HeartbeatTarget;
  readonly #options: KeepAliveOptions;
  readonly #owner: { error(error: TimeoutError): void };
  readonly #now = monotonicClock();
  #timer: Subscription | undefined;
  #isStopped = false;
  /** The last ping that is still waited for: when it was sent, and how much had been heard until then. */
  #pinged: { readonly at: number; readonly heard: number } | undefined;

  constructor(target: HeartbeatTarget, options: KeepAliveOptions, owner: { error(error: TimeoutError): void }) {
    this.#target = target;
    this.#options = options;
    this.#owner = owner;
  }

  start(): void {
    this.#waitForSilence();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.unsubscribe();
  }

  probe(): void {
    if (this.#isAnswered()) this.#sendPing();
  }

  #isAnswered(): boolean {
    return this.#pinged === undefined || this.#target.heard() !== this.#pinged.heard;
  }

  #silentMs(): number {
    return this.#now() - this.#target.heardAt();
  }

  #wakeIn(ms: number, then: () => void): void {
    this.#timer?.unsubscribe();
    // A handler that hears of a ping may have ended the connection.
    if (!this.#isStopped) this.#timer = asyncScheduler.schedule(then, ms);
  }

  #waitForSilence(): void {
    const { pingInterval } = this.#options;
    this.#pinged = undefined;
    if (!isBounded(pingInterval)) return;
    this.#wakeIn(Math.min(pingInterval, Math.max(0, pingInterval - this.#silentMs())), () => this.#check());
  }

  #check(): void {
    const silentMs = this.#silentMs();
    // Below 0, a clock was set back (some runtimes have no other), and cannot tell how long it has been silent.
    if (silentMs < 0 || silentMs >= this.#options.pingInterval) this.#sendPing();
    else this.#waitForSilence();
  }

  #sendPing(): void {
    this.#pinged = { at: this.#now(), heard: this.#target.heard() };
    // A ping that throws is reported as a handler's error, and not answered.
    callUser(() => this.#target.ping(), undefined);
    this.#waitForAnswer(this.#options.pingTimeout);
  }

  /** Not longer than an interval at once: after an answer the next one begins. */
  #waitForAnswer(ms: number): void {
    const { pingInterval } = this.#options;
    this.#wakeIn(isBounded(pingInterval) ? Math.min(pingInterval, ms) : ms, () => this.#judge());
  }

  #judge(): void {
    const { pingTimeout } = this.#options;
    if (this.#pinged === undefined || this.#isAnswered()) return this.#waitForSilence();
    const waited = this.#now() - this.#pinged.at;
    if (waited < 0 || waited >= 2 * pingTimeout) this.#sendPing();
    else if (waited < pingTimeout) this.#waitForAnswer(pingTimeout - waited);
    // The timer may be late because the process was busy: what is in the socket is read before it counts as silent.
    else this.#wakeIn(0, () => this.#giveUp());
  }

  #giveUp(): void {
    if (this.#isAnswered()) this.#waitForSilence();
    else this.#owner.error(new TimeoutError('ping', undefined, this.#options.pingTimeout));
  }
}

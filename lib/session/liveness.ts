import { asyncScheduler, Observable, type Subscriber, type Subscription } from 'rxjs';
import { TimeoutError } from '../errors.js';
import { isBounded } from '../link/join.js';

/** What watching needs of a link. */
export interface Pulse {
  /** When anything last came, epoch ms. */
  heardAt(): number;
  /** How many things have come. */
  heard(): number;
  /** Makes the server say something. */
  ping(): void;
}

export interface LivenessOptions {
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

/**
 * Watches one link, and never emits: errors with a {@link TimeoutError} once the server is silent for `pingInterval`
 * and then for `pingTimeout` after a ping. The clock is read when a timer wakes, since timers stop while a machine
 * sleeps and are late in hidden tabs: a deadline that was overslept gets one more ping before it counts. So does one
 * over which the clock was set back.
 *
 * @param probe$ - each value pings at once
 */
export const liveness = (pulse: Pulse, options: LivenessOptions, probe$: Observable<unknown>): Observable<never> =>
  new Observable(subscriber => {
    const watch = new Watch(pulse, options, subscriber);
    subscriber.add(watch);
    subscriber.add(probe$.subscribe({ next: () => watch.probe(), error: cause => subscriber.error(cause) }));
    watch.begin();
  });

/** One timer and no operators: it lives as long as its link, and a process may have thousands. */
class Watch {
  readonly #pulse: Pulse;
  readonly #options: LivenessOptions;
  readonly #out: Subscriber<never>;
  #alarm: Subscription | undefined;
  /** The last ping that is still waited for: when it was sent, and what had been heard until then. */
  #knocked: { readonly at: number; readonly heard: number } | undefined;

  constructor(pulse: Pulse, options: LivenessOptions, out: Subscriber<never>) {
    this.#pulse = pulse;
    this.#options = options;
    this.#out = out;
  }

  begin(): void {
    if (this.#knocked === undefined) this.#rest();
  }

  probe(): void {
    if (this.#isAnswered()) this.#knock();
  }

  unsubscribe(): void {
    this.#alarm?.unsubscribe();
  }

  #isAnswered(): boolean {
    return this.#knocked === undefined || this.#pulse.heard() !== this.#knocked.heard;
  }

  #quietMs(): number {
    return asyncScheduler.now() - this.#pulse.heardAt();
  }

  #wakeIn(ms: number, then: () => void): void {
    this.#alarm?.unsubscribe();
    // Whoever is told of a ping may end it all.
    if (!this.#out.closed) this.#alarm = asyncScheduler.schedule(then, ms);
  }

  #rest(): void {
    const { pingInterval } = this.#options;
    this.#knocked = undefined;
    if (!isBounded(pingInterval)) return;
    this.#wakeIn(Math.min(pingInterval, Math.max(0, pingInterval - this.#quietMs())), () => this.#check());
  }

  #check(): void {
    const quiet = this.#quietMs();
    // A clock that was set back cannot tell how long it has been quiet.
    if (quiet < 0 || quiet >= this.#options.pingInterval) this.#knock();
    else this.#rest();
  }

  #knock(): void {
    this.#knocked = { at: asyncScheduler.now(), heard: this.#pulse.heard() };
    this.#pulse.ping();
    this.#listen(this.#options.pingTimeout);
  }

  /** For an answer, and not longer than an interval at once: after it the next one begins. */
  #listen(ms: number): void {
    const { pingInterval } = this.#options;
    this.#wakeIn(isBounded(pingInterval) ? Math.min(pingInterval, ms) : ms, () => this.#verdict());
  }

  #verdict(): void {
    const { pingTimeout } = this.#options;
    if (this.#knocked === undefined || this.#isAnswered()) return this.#rest();
    const waited = asyncScheduler.now() - this.#knocked.at;
    const isUntold = waited < 0 || waited >= 2 * pingTimeout;
    if (isUntold) this.#knock();
    else if (waited < pingTimeout) this.#listen(pingTimeout - waited);
    else this.#out.error(new TimeoutError('ping', undefined, pingTimeout));
  }
}

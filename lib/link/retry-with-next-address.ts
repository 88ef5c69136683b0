import {
  asyncScheduler,
  defer,
  EMPTY,
  filter,
  merge,
  NEVER,
  Observable,
  type Observer,
  type Subscriber,
  take,
  tap,
  timer,
} from 'rxjs';
import { ConnectionError } from '../errors.js';
import { afterStable, type Lap, nextAddress, startLap, withFailure, withList, withoutList } from './addresses.js';
import { type Backoff, backoffMs } from './backoff.js';
import { type AddressSource, askAddresses, type Join } from './join.js';
import { within } from './within.js';

/** One try at one address. */
export interface Attempt {
  readonly address: string;
  /** The newest reply of the function that gives the addresses, or the list itself. */
  readonly join: Join;
  /** Tries since the last connection, this one included; counts from 1. */
  readonly number: number;
}

/** A wait before the next try. */
export interface Reconnecting {
  /** The address that was lost or failed; undefined when no address could be had. */
  readonly address: string | undefined;
  /** The number of the try that follows: 1 for the first after a connection was lost. */
  readonly attempt: number;
  /** The wait before it, in ms. */
  readonly delay: number;
  /** Why. */
  readonly cause: unknown;
}

export interface RetryOptions<T> {
  readonly addresses: AddressSource;
  /** Whether the addresses are asked for before each try, not only after a lap that failed. */
  readonly askEachTime: boolean;
  /** Makes one connection: emits when it is established, and lasts until it ends. */
  readonly dial: (attempt: Attempt) => Observable<T>;
  /** Told before each wait. */
  readonly waiting: (info: Reconnecting) => void;
  /** What to do about an end: `retry`, `stop` (complete), or `fail` (error with it). */
  readonly verdict: (error: unknown) => 'retry' | 'stop' | 'fail';
  /** Ends a wait at once. What it replays to whoever comes does not, or there would be no wait. */
  readonly wake$: Observable<unknown>;
  readonly connectTimeout: number;
  readonly stableAfter: number;
  readonly backoff: Backoff;
  /** Chance, in [0, 1). */
  readonly random: () => number;
}

/**
 * One attempt → attempts for ever, each at the next address. A connection that completes ended as much as one that errors.
 * Emits what each established connection emits; ends only by the verdict. What failed is torn down before anything is
 * told or tried.
 */
export const retryWithNextAddress = <T>(options: RetryOptions<T>): Observable<T> =>
  new Observable(subscriber => new Round(options, subscriber).attempt());

/** The state between the attempts of one run, and who hears what comes of each. */
class Round<T> implements Observer<T> {
  readonly #options: RetryOptions<T>;
  readonly #out: Subscriber<T>;
  #lap: Lap = startLap;
  /** Whether the list is to be asked for before the next try. */
  #stale = true;
  #join: Join = { endpoints: [] };
  #number = 0;
  #address: string | undefined;
  #establishedAt: number | undefined;

  constructor(options: RetryOptions<T>, out: Subscriber<T>) {
    this.#options = options;
    this.#out = out;
  }

  attempt(): void {
    this.#number += 1;
    this.#address = undefined;
    this.#establishedAt = undefined;
    within(this.#out, this.#addresses(), { complete: () => this.#set(), error: cause => this.error(cause) });
  }

  /** The list is there, and whoever gave it is not listened to any more. */
  #set(): void {
    within(
      this.#out,
      defer(() => this.#dial()),
      this,
    );
  }

  /** Asked at the start and after each lap that failed; otherwise the list that we have will do. Completes when it is there. */
  #addresses(): Observable<unknown> {
    const { addresses, askEachTime, connectTimeout } = this.#options;
    if (!askEachTime && !this.#stale) return EMPTY;
    return askAddresses(addresses, connectTimeout).pipe(
      tap(join => {
        this.#join = join;
        this.#lap = withList(this.#lap, join.endpoints);
        this.#stale = false;
      }),
    );
  }

  #dial(): Observable<T> {
    const address = nextAddress(this.#lap, this.#options.random());
    this.#address = address;
    return this.#options.dial({ address, join: this.#join, number: this.#number });
  }

  next(value: T): void {
    this.#establishedAt = asyncScheduler.now();
    this.#number = 0;
    this.#out.next(value);
  }

  error(cause: unknown): void {
    this.#remember();
    within(
      this.#out,
      defer(() => this.#wait(cause)),
      { complete: () => this.attempt(), error: error => this.#out.error(error) },
    );
  }

  complete(): void {
    this.error(new ConnectionError('the connection completed'));
  }

  /** What the attempt says of its address. */
  #remember(): void {
    const { stableAfter } = this.#options;
    if (this.#establishedAt !== undefined && asyncScheduler.now() - this.#establishedAt >= stableAfter) {
      this.#lap = afterStable(this.#lap);
    }
    const { laps } = this.#lap;
    this.#lap = this.#address === undefined ? withoutList(this.#lap) : withFailure(this.#lap, this.#address);
    if (this.#lap.laps > laps) this.#stale = true;
  }

  #wait(cause: unknown): Observable<unknown> {
    const { backoff, wake$ } = this.#options;
    const verdict = this.#options.verdict(cause);
    if (verdict === 'fail') throw cause;
    if (verdict === 'stop') {
      this.#out.complete();
      return NEVER;
    }
    const delay = backoffMs(this.#lap.laps, backoff, this.#options.random());
    this.#options.waiting({ address: this.#address, attempt: this.#number + 1, delay, cause });
    let listening = false;
    const over$ = defer(() => {
      listening = true;
      return timer(delay);
    });
    return merge(wake$.pipe(filter(() => listening)), over$).pipe(take(1));
  }
}

import { defer, EMPTY, from, NEVER, type Observable, type Observer, type Subscriber, take, timer } from 'rxjs';
import { AddressError, ConnectionError } from '../errors.js';
import { isBounded, monotonicClock } from '../timers.js';
import { AddressOrder } from './address-order.js';
import { backoffMs, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './backoff.js';
import { checkChance } from './chance.js';
import type { Join } from './join.js';
import type { Alternatives, Attempt, Failure, RetryPolicy } from './retry-policy.js';
import { subscribeAsChild } from './subscribe-as-child.js';
import { callUser, within } from './user-functions.js';
import { waitOrWake } from './wait-or-wake.js';

const DEFAULT_STABLE_AFTER_MS = 5_000;

/** What is known between the attempts of one subscription; observes each of them. */
export class RetryState<T> implements Observer<T>, Alternatives {
  readonly #lists: Observable<Join>;
  readonly #connect: (attempt: Attempt, alternatives: Alternatives) => Observable<T>;
  readonly #policy: RetryPolicy;
  readonly #out: Subscriber<T>;
  readonly #now = monotonicClock();
  readonly #addresses = new AddressOrder();
  #join: Join | undefined;
  #number = 0;
  #address: string | undefined;
  #establishedAt: number | undefined;

  constructor(
    lists: Observable<Join>,
    connect: (attempt: Attempt, alternatives: Alternatives) => Observable<T>,
    policy: RetryPolicy,
    out: Subscriber<T>,
  ) {
    this.#lists = lists;
    this.#connect = connect;
    this.#policy = policy;
    this.#out = out;
  }

  attempt(): void {
    this.#number += 1;
    this.#address = undefined;
    this.#establishedAt = undefined;
    const join = this.#policy.newListEachTime ? undefined : this.#join;
    if (join !== undefined) return this.#dialWhenAllowed(join);
    this.#first(
      this.#lists,
      list => {
        if (list !== undefined) return this.#dialOneOf(list);
        this.error(new ConnectionError('the source of the addresses completed without a list'));
      },
      cause => this.error(cause),
    );
  }

  /** The source is left before its value is used, so that it cannot begin a second attempt beside the first. */
  #first<V>(source: Observable<V>, use: (value: V | undefined) => void, failed: (cause: unknown) => void): void {
    let first: V | undefined;
    subscribeAsChild(this.#out, source.pipe(take(1)), {
      next: value => {
        first = value;
      },
      error: failed,
      complete: () => use(first),
    });
  }

  #dialOneOf(join: Join): void {
    if (join.endpoints.length === 0)
      return this.error(new AddressError('the list of addresses is empty: give a ws: or wss: URL'));
    this.#join = join;
    this.#addresses.continueWith(join.endpoints);
    this.#dialWhenAllowed(join);
  }

  /** Not before a server allows it that asked to wait. */
  #dialWhenAllowed(join: Join): void {
    const heldMs = this.#addresses.heldMs(join.endpoints);
    if (heldMs === 0) return this.#dial(join);
    subscribeAsChild(this.#out, timer(heldMs), { complete: () => this.#dialWhenAllowed(join) });
  }

  #dial(join: Join): void {
    const { connectTimeout = 0 } = this.#policy;
    const connection$ = defer(() => {
      const address = this.#addresses.next(this.random());
      this.#address = address;
      const attempt = { address, join, number: this.#number };
      // A function of the policy may have unsubscribed.
      if (!this.#out.closed) this.#policy.onAttempt?.(attempt);
      return this.#out.closed ? EMPTY : this.#connect(attempt, this);
    });
    if (!isBounded(connectTimeout)) return subscribeAsChild(this.#out, connection$, this);
    const tooLate = (): Error => {
      const message = `the connection to ${this.#address} emitted nothing within ${connectTimeout} ms`;
      return new ConnectionError(message, { address: this.#address });
    };
    subscribeAsChild(this.#out, connection$.pipe(within(connectTimeout, tooLate)), this);
  }

  random(): number {
    // Else there would be no wait, or none that ends.
    return this.#policy.random === undefined ? DEFAULT_RANDOM() : checkChance(this.#policy.random());
  }

  // What a connection asks and reports that dials two addresses.

  isFatal(error: unknown): boolean {
    return callUser(() => this.#policy.isFatal?.(error) ?? false, false);
  }

  alternative(attempt: Attempt): Attempt | undefined {
    const address = this.#addresses.alternativeTo(attempt.address);
    return address === undefined ? undefined : { ...attempt, address };
  }

  failed({ address }: Attempt, error: unknown, other: Attempt): void {
    this.#count(address, error);
    // What the policy's function provokes may be the end of the other.
    this.#address = other.address;
    this.#tell(() => this.#policy.onFailure?.({ address, error, established: false }));
  }

  continueWith(attempt: Attempt): void {
    this.#address = attempt.address;
    this.#tell(() => this.#policy.onAttempt?.(attempt));
  }

  #tell(notify: () => void): void {
    try {
      notify();
    } catch (cause) {
      this.#out.error(cause);
    }
  }

  next(value: T): void {
    // Of the first emission: counted from the last one, a connection that emits often would never be stable.
    this.#establishedAt ??= this.#now();
    this.#number = 0;
    this.#out.next(value);
  }

  error(error: unknown, isFatal = this.isFatal(error)): void {
    if (isFatal) return this.#out.error(error);
    // A function of the policy may have unsubscribed.
    if (this.#out.closed) return;
    const failure = { address: this.#address, error, established: this.#establishedAt !== undefined };
    this.#count(this.#address, error);
    this.#tell(() => this.#askWhether(failure));
  }

  complete(): void {
    this.error(new ConnectionError('the connection completed', { address: this.#address }));
  }

  /** What the end of a dial says of its address. After a lap that failed, the next attempt asks for a new list. */
  #count(address: string | undefined, error: unknown): void {
    const { backoff = DEFAULT_BACKOFF, stableAfter = DEFAULT_STABLE_AFTER_MS } = this.#policy;
    if (this.#establishedAt !== undefined && this.#now() - this.#establishedAt >= stableAfter) {
      this.#addresses.wasStable();
    }
    const { laps } = this.#addresses;
    this.#addresses.failed(address, error, backoff.max);
    if (this.#addresses.laps > laps) this.#join = undefined;
  }

  /** Asks whether to go on. Most answers are there at once, and all clients of a process may lose their server at once. */
  #askWhether(failure: Failure): void {
    this.#policy.onFailure?.(failure);
    if (this.#out.closed) return;
    const wanted = this.#policy.shouldRetry?.(failure) ?? true;
    if (typeof wanted === 'boolean') return this.#goOn(wanted, failure);
    this.#first(
      from(wanted),
      answer => this.#tell(() => this.#goOn(answer ?? true, failure)),
      cause => this.#out.error(cause),
    );
  }

  /** Waits before the next attempt. */
  #goOn(wanted: boolean, { address, error: cause }: Failure): void {
    if (!wanted) return this.#out.complete();
    const { backoff = DEFAULT_BACKOFF, wake$ = NEVER } = this.#policy;
    const delay = Math.max(backoffMs(this.#addresses.laps, backoff, this.random()), this.#addresses.heldMs());
    if (!this.#out.closed) this.#policy.onWait?.({ address, attempt: this.#number + 1, delay, cause });
    if (this.#out.closed) return;
    const mayWake = () => this.#addresses.heldMs() === 0;
    subscribeAsChild(this.#out, waitOrWake(delay, wake$, mayWake), {
      next: lateMs => this.#addresses.waited(lateMs, backoff),
      complete: () => this.attempt(),
      error: failed => this.#out.error(failed),
    });
  }
}

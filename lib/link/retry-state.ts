import {
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  NEVER,
  type Observable,
  type Observer,
  type Subscriber,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import { AddressError, ConnectionError } from '../errors.js';
import { monotonicClock } from '../timers.js';
import { AddressOrder } from './address-order.js';
import { backoffMs, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './backoff.js';
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
    // The source is left before the dial, so that it cannot begin a second attempt beside this one.
    let newest: Join | undefined;
    subscribeAsChild(this.#out, this.#lists.pipe(take(1)), {
      next: list => {
        newest = list;
      },
      error: cause => this.error(cause),
      complete: () =>
        newest === undefined
          ? this.error(new ConnectionError('the source of the addresses completed without a list'))
          : this.#dialOneOf(newest),
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
    const tooLate = (): Error => {
      const message = `the connection to ${this.#address} emitted nothing within ${connectTimeout} ms`;
      return new ConnectionError(message, { address: this.#address });
    };
    subscribeAsChild(this.#out, connection$.pipe(within(connectTimeout, tooLate)), this);
  }

  random(): number {
    return this.#policy.random?.() ?? DEFAULT_RANDOM();
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

  error(error: unknown): void {
    if (this.isFatal(error)) return this.#out.error(error);
    const failure = { address: this.#address, error, established: this.#establishedAt !== undefined };
    this.#count(this.#address, error);
    subscribeAsChild(this.#out, this.#beforeNext(failure), {
      complete: () => this.attempt(),
      error: cause => this.#out.error(cause),
    });
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

  /** Asks whether to go on, then waits. */
  #beforeNext(failure: Failure): Observable<unknown> {
    const wanted$ = defer(() => {
      this.#policy.onFailure?.(failure);
      if (this.#out.closed) return EMPTY;
      return this.#policy.shouldRetry?.(failure) ?? EMPTY;
    });
    return wanted$.pipe(
      take(1),
      defaultIfEmpty(true),
      switchMap(wanted => {
        if (wanted) return this.#wait(failure);
        this.#out.complete();
        return NEVER;
      }),
    );
  }

  #wait({ address, error: cause }: Failure): Observable<unknown> {
    const { backoff = DEFAULT_BACKOFF, wake$ = NEVER } = this.#policy;
    const delay = Math.max(backoffMs(this.#addresses.laps, backoff, this.random()), this.#addresses.heldMs());
    if (!this.#out.closed) this.#policy.onWait?.({ address, attempt: this.#number + 1, delay, cause });
    if (this.#out.closed) return NEVER;
    const mayWake$ = wake$.pipe(filter(() => this.#addresses.heldMs() === 0));
    return waitOrWake(delay, mayWake$).pipe(tap(lateMs => this.#addresses.waited(lateMs, backoff)));
  }
}

import {
  asyncScheduler,
  defaultIfEmpty,
  defer,
  EMPTY,
  filter,
  merge,
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
import { MAX_TIMER_MS, monotonicClock } from '../timers.js';
import { afterStable, type Lap, nextAddress, startLap, withFailure, withList, withoutList } from './addresses.js';
import { backoffMs, DEFAULT_BACKOFF, DEFAULT_RANDOM, isAbsence } from './backoff.js';
import { HeldAddresses, retryAfterOf } from './held-addresses.js';
import type { Join } from './join.js';
import type { Attempt, Failure, RetryPolicy } from './retry-policy.js';
import { subscribeAsChild } from './subscribe-as-child.js';
import { callUser, within } from './user-functions.js';

const DEFAULT_STABLE_AFTER_MS = 5_000;

/** What is known between the attempts of one subscription; observes each of them. */
export class RetryState<T> implements Observer<T> {
  readonly #lists: Observable<Join>;
  readonly #connect: (attempt: Attempt) => Observable<T>;
  readonly #policy: RetryPolicy;
  readonly #out: Subscriber<T>;
  readonly #now = monotonicClock();
  #held: HeldAddresses | undefined;
  #lap: Lap = startLap;
  #join: Join | undefined;
  #number = 0;
  #address: string | undefined;
  #establishedAt: number | undefined;

  constructor(
    lists: Observable<Join>,
    connect: (attempt: Attempt) => Observable<T>,
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
    this.#lap = withList(this.#lap, join.endpoints);
    this.#dialWhenAllowed(join);
  }

  /** Not before a server allows it that asked to wait. */
  #dialWhenAllowed(join: Join): void {
    const heldMs = this.#heldMs(join.endpoints);
    if (heldMs === 0) return this.#dial(join);
    subscribeAsChild(this.#out, timer(heldMs), { complete: () => this.#dialWhenAllowed(join) });
  }

  #dial(join: Join): void {
    const { connectTimeout = 0 } = this.#policy;
    const connection$ = defer(() => {
      const address = nextAddress(this.#lap, this.#chance(), this.#isHeld());
      this.#address = address;
      const attempt = { address, join, number: this.#number };
      // A function of the policy may have unsubscribed.
      if (!this.#out.closed) this.#policy.onAttempt?.(attempt);
      return this.#out.closed ? EMPTY : this.#connect(attempt);
    });
    const tooLate = (): Error => {
      const address = this.#address;
      const message = `the connection to ${address} emitted nothing within ${connectTimeout} ms`;
      return new ConnectionError(message, { address });
    };
    subscribeAsChild(this.#out, connection$.pipe(within(connectTimeout, tooLate)), this);
  }

  #isHeld(): (address: string) => boolean {
    return address => this.#heldMs([address]) > 0;
  }

  #chance(): number {
    return this.#policy.random?.() ?? DEFAULT_RANDOM();
  }

  /** How long every address of a list is still held. */
  #heldMs(list = this.#lap.list): number {
    return this.#held?.untilFirst(list) ?? 0;
  }

  isFatal(error: unknown): boolean {
    return callUser(() => this.#policy.isFatal?.(error) ?? false, false);
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
    this.#count(error);
    subscribeAsChild(this.#out, this.#beforeNext(failure), {
      complete: () => this.attempt(),
      error: cause => this.#out.error(cause),
    });
  }

  complete(): void {
    this.error(new ConnectionError('the connection completed', { address: this.#address }));
  }

  /** What the attempt says of its address. After a lap that failed, the next attempt asks for a new list. */
  #count(error: unknown): void {
    const { backoff = DEFAULT_BACKOFF, stableAfter = DEFAULT_STABLE_AFTER_MS } = this.#policy;
    const heldMs = retryAfterOf(error, Math.min(backoff.max, MAX_TIMER_MS));
    if (heldMs > 0 && this.#address !== undefined) {
      this.#held ??= new HeldAddresses();
      this.#held.hold(this.#address, heldMs);
    }
    if (this.#establishedAt !== undefined && this.#now() - this.#establishedAt >= stableAfter) {
      this.#lap = afterStable(this.#lap);
    }
    const { laps } = this.#lap;
    this.#lap =
      this.#address === undefined ? withoutList(this.#lap) : withFailure(this.#lap, this.#address, this.#isHeld());
    if (this.#lap.laps > laps) this.#join = undefined;
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
    const delay = Math.max(backoffMs(this.#lap.laps, backoff, this.#chance()), this.#heldMs());
    if (!this.#out.closed) this.#policy.onWait?.({ address, attempt: this.#number + 1, delay, cause });
    if (this.#out.closed) return NEVER;
    let isWaiting = false;
    const since = asyncScheduler.now();
    const over$ = defer(() => {
      isWaiting = true;
      return timer(delay);
    });
    const ends$ = merge(wake$.pipe(filter(() => isWaiting && this.#heldMs() === 0)), over$);
    const forgetAfterAbsence = () => {
      if (isAbsence(asyncScheduler.now() - since - delay, backoff)) this.#lap = afterStable(this.#lap);
    };
    return ends$.pipe(take(1), tap(forgetAfterAbsence));
  }
}

import {
  defer,
  EMPTY,
  filter,
  from,
  merge,
  NEVER,
  Observable,
  type Observer,
  type OperatorFunction,
  of,
  type Subscriber,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import { ConnectionError } from '../errors.js';
import { isBounded, monotonicClock } from '../timers.js';
import { afterStable, type Lap, nextAddress, startLap, withFailure, withList, withoutList } from './addresses.js';
import { backoffMs, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './backoff.js';
import type { Join } from './join.js';
import type { Attempt, Failure, RetryPolicy } from './retry-policy.js';
import { subscribeAsChild } from './subscribe-as-child.js';

const DEFAULT_STABLE_AFTER_MS = 5_000;

/**
 * Connects to one address after the other, for ever. The source gives the addresses, `connect` makes one connection. The
 * first emission of a connection establishes it. When it ends, by an error or by completing, the next address is tried
 * after a wait. The operator subscribes to the source again after each lap over its addresses that failed, and uses its
 * first value.
 *
 * Emits what each connection emits. Completes when `shouldRetry` says so; errors with a fatal error, and no other. An
 * attempt that ended is torn down before anything is reported of it.
 *
 * @example
 * of({ endpoints: ['wss://a.example', 'wss://b.example'] }).pipe(
 *   retryWithNextAddress(({ address }) => webSocket(address)),
 * )
 */
export const retryWithNextAddress =
  <T>(connect: (attempt: Attempt) => Observable<T>, policy: RetryPolicy = {}): OperatorFunction<Join, T> =>
  lists =>
    new Observable(subscriber => new RetryState(lists, connect, policy, subscriber).attempt());

/** What is known between the attempts of one subscription; observes each of them. */
class RetryState<T> implements Observer<T> {
  readonly #lists: Observable<Join>;
  readonly #connect: (attempt: Attempt) => Observable<T>;
  readonly #policy: RetryPolicy;
  readonly #out: Subscriber<T>;
  readonly #now = monotonicClock();
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
    if (join !== undefined) return this.#dial(join);
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
    this.#join = join;
    this.#lap = withList(this.#lap, join.endpoints);
    this.#dial(join);
  }

  #dial(join: Join): void {
    const { connectTimeout = 0 } = this.#policy;
    const connection$ = defer(() => {
      const address = nextAddress(this.#lap, this.#chance());
      this.#address = address;
      const attempt = { address, join, number: this.#number };
      // A function of the policy may have unsubscribed.
      if (!this.#out.closed) this.#policy.onAttempt?.(attempt);
      return this.#out.closed ? EMPTY : this.#connect(attempt);
    });
    subscribeAsChild(
      this.#out,
      isBounded(connectTimeout) ? this.#inTime(connection$, connectTimeout) : connection$,
      this,
    );
  }

  #inTime(connection$: Observable<T>, ms: number): Observable<T> {
    const late$ = timer(ms).pipe(
      filter(() => this.#establishedAt === undefined),
      tap(() => {
        const address = this.#address;
        throw new ConnectionError(`the connection to ${address} emitted nothing within ${ms} ms`, { address });
      }),
    );
    return new Observable(subscriber => {
      subscriber.add(late$.subscribe({ error: cause => subscriber.error(cause) }));
      subscriber.add(connection$.subscribe(subscriber));
    });
  }

  #chance(): number {
    return this.#policy.random?.() ?? DEFAULT_RANDOM();
  }

  isFatal(error: unknown): boolean {
    return this.#policy.isFatal?.(error) ?? false;
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
    this.#count();
    subscribeAsChild(this.#out, this.#beforeNext(failure), {
      complete: () => this.attempt(),
      error: cause => this.#out.error(cause),
    });
  }

  complete(): void {
    this.error(new ConnectionError('the connection completed', { address: this.#address }));
  }

  /** What the attempt says of its address. After a lap that failed, the next attempt asks for a new list. */
  #count(): void {
    const { stableAfter = DEFAULT_STABLE_AFTER_MS } = this.#policy;
    if (this.#establishedAt !== undefined && this.#now() - this.#establishedAt >= stableAfter) {
      this.#lap = afterStable(this.#lap);
    }
    const { laps } = this.#lap;
    this.#lap = this.#address === undefined ? withoutList(this.#lap) : withFailure(this.#lap, this.#address);
    if (this.#lap.laps > laps) this.#join = undefined;
  }

  /** Asks whether to go on, then waits. */
  #beforeNext(failure: Failure): Observable<unknown> {
    const wanted$ = defer(() => {
      this.#policy.onFailure?.(failure);
      if (this.#out.closed) return EMPTY;
      return from(this.#policy.shouldRetry?.(failure) ?? of(true));
    });
    return wanted$.pipe(
      take(1),
      switchMap(wanted => {
        if (wanted) return this.#wait(failure);
        this.#out.complete();
        return NEVER;
      }),
    );
  }

  #wait({ address, error: cause }: Failure): Observable<unknown> {
    const { backoff = DEFAULT_BACKOFF, wake$ = NEVER } = this.#policy;
    const delay = backoffMs(this.#lap.laps, backoff, this.#chance());
    if (!this.#out.closed) this.#policy.onWait?.({ address, attempt: this.#number + 1, delay, cause });
    if (this.#out.closed) return NEVER;
    let isWaiting = false;
    const over$ = defer(() => {
      isWaiting = true;
      return timer(delay);
    });
    return merge(wake$.pipe(filter(() => isWaiting)), over$).pipe(take(1));
  }
}

import { defer, Observable, type Subscriber, type Subscription, switchMap, timer } from 'rxjs';
import { MAX_TIMER_MS, monotonicClock } from '../timers.js';
import type { Alternatives, Attempt } from './retry-policy.js';
import { type ChildObserver, ChildSubscriber } from './subscribe-as-child.js';

/** The time is varied from 80 to 120 %, so that clients which dial together do not hedge together. */
const LEAST = 0.8;
const SPREAD = 0.4;

/** One of the dials of an attempt. */
export interface Dialling {
  /** Whether it has lost, or is the second one of an attempt that was left: nothing is reported of its socket. */
  readonly isDropped: boolean;
}

export interface HedgeParts<T> {
  /** At the address that is dialled first. */
  readonly attempt: Attempt;
  /** How long a dial has before the next address is dialled too, before the time is varied; in ms. */
  readonly ms: number;
  readonly alternatives: Alternatives;
  /** Dials one address. Its first emission wins. */
  open(attempt: Attempt, dialling: Dialling): Observable<T>;
  /** Called when one of two dials has failed, before `alternatives` hears of it. */
  onFailed?(): void;
  /** Called when a dial has lost against another one. */
  onLost?(attempt: Attempt): void;
  /** Called when the attempt continues at another address, before `alternatives` hears of it. */
  onMove?(attempt: Attempt): void;
}

/**
 * Dials one address, and the next one too if the first emits nothing for a while. The first of them that emits wins; the other
 * is dropped before anything is emitted. If one fails, the other continues alone, and after another while the next address
 * is dialled beside it. Errors when both have failed, or with a fatal error at once.
 */
export const hedge = <T>(parts: HedgeParts<T>): Observable<T> =>
  new Observable(out => {
    const race = new Race(parts, out);
    // Before the dials are torn down, which ask whether they are dropped.
    out.add(() => race.end());
    if (!out.closed) race.begin();
  });

class Race<T> {
  readonly #parts: HedgeParts<T>;
  readonly #out: Subscriber<T>;
  readonly #now = monotonicClock();
  /** The older dial, or the only one. */
  #first: Racer<T>;
  #second: Racer<T> | undefined;
  /** The dial whose address is that of the attempt, as the operator knows it. */
  #present: Racer<T>;
  #isWon = false;
  #timer: Subscription | undefined;

  constructor(parts: HedgeParts<T>, out: Subscriber<T>) {
    this.#parts = parts;
    this.#out = out;
    this.#first = this.#racer(parts.attempt);
    this.#present = this.#first;
  }

  begin(): void {
    this.#wait(this.#first.due - this.#now());
    this.#open(this.#first);
  }

  end(): void {
    this.#timer?.unsubscribe();
    this.#second?.drop();
  }

  won(racer: Racer<T>, value: T): void {
    if (!this.#isWon) this.#decide(racer);
    if (!this.#out.closed) this.#out.next(value);
  }

  #decide(racer: Racer<T>): void {
    const loser = this.#otherThan(racer);
    this.#isWon = true;
    this.#first = racer;
    this.#second = undefined;
    this.#timer?.unsubscribe();
    if (loser !== undefined) this.#parts.onLost?.(loser.attempt);
    loser?.drop();
    this.#move(racer);
  }

  failed(racer: Racer<T>, error: unknown): void {
    const { alternatives } = this.#parts;
    const other = this.#otherThan(racer);
    if (this.#isWon || other === undefined || alternatives.isFatal(error)) return this.#out.error(error);
    const isOlder = racer === this.#first;
    this.#first = other;
    this.#second = undefined;
    this.#parts.onFailed?.();
    alternatives.failed(racer.attempt, error, other.attempt);
    // Handlers may have ended the attempt, or the race, in each of these.
    if (!this.#isWon) this.#move(other);
    if (!this.#isWon && !this.#out.closed) this.#wait(isOlder ? other.due - this.#now() : this.#duration());
  }

  #move(racer: Racer<T>): void {
    if (racer === this.#present || this.#out.closed) return;
    this.#present = racer;
    this.#parts.onMove?.(racer.attempt);
    this.#parts.alternatives.continueWith(racer.attempt);
  }

  #wait(ms: number): void {
    this.#timer?.unsubscribe();
    // `random`, which is the user's, may have closed the client.
    if (this.#out.closed) return;
    // The timer may be late because the process was busy: what is in the socket by then is read first.
    this.#timer = timer(Math.max(0, ms))
      .pipe(switchMap(() => timer(0)))
      .subscribe(() => this.#hedge());
  }

  #hedge(): void {
    const attempt = this.#parts.alternatives.alternative(this.#first.attempt);
    if (attempt === undefined) return;
    this.#second = this.#racer(attempt);
    this.#open(this.#second);
  }

  #racer(attempt: Attempt): Racer<T> {
    return new Racer(this, attempt, this.#now() + this.#duration());
  }

  #duration(): number {
    const { ms, alternatives } = this.#parts;
    return Math.min(MAX_TIMER_MS, Math.round(ms * (LEAST + SPREAD * alternatives.random())));
  }

  #open(racer: Racer<T>): void {
    this.#out.add(racer.subscriber);
    // What a user's protocol throws is the failure of its dial.
    if (!this.#out.closed) defer(() => this.#parts.open(racer.attempt, racer)).subscribe(racer.subscriber);
  }

  #otherThan(racer: Racer<T>): Racer<T> | undefined {
    return racer === this.#first ? this.#second : this.#first;
  }
}

class Racer<T> implements ChildObserver<T>, Dialling {
  readonly subscriber = new ChildSubscriber<T>(this);
  readonly attempt: Attempt;
  /** When the next address is dialled beside it, if it is the only one then. */
  readonly due: number;
  isDropped = false;
  readonly #race: Race<T>;

  constructor(race: Race<T>, attempt: Attempt, due: number) {
    this.#race = race;
    this.attempt = attempt;
    this.due = due;
  }

  next(value: T): void {
    this.#race.won(this, value);
  }

  error(error: unknown): void {
    this.#race.failed(this, error);
  }

  drop(): void {
    this.isDropped = true;
    this.subscriber.unsubscribe();
  }
}

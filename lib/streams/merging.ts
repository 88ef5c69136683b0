import { type Subscriber, Subscription, tap } from 'rxjs';
import { callUser } from '../link/user-functions.js';
import { FirstAnswer } from './first-answer.js';
import type { Gap, GaplessOptions } from './gapless.js';
import { inOrder, type Keyed } from './in-order.js';
import { KnownKeys } from './known-keys.js';
import { type Outcome, outcomeOf } from './outcome.js';

const DEFAULT_REMEMBER = 400;
const DEFAULT_HOLD = 10_000;

/** The state of one `gapless`: which values are held, emitted or known. If `key` or `mayEmit` throws, its methods throw. */
export class Merging<T, S, K> {
  /** The answer that is awaited; unsubscribe to end everything. */
  readonly awaited = new Subscription();
  readonly #out: Subscriber<T>;
  readonly #options: GaplessOptions<T, S, K>;
  readonly #known: KnownKeys<K>;
  /** What is not emitted yet; undefined while values pass at once. */
  #held: Keyed<T, K>[] | undefined = [];
  /** How many of the held ones are emitted meanwhile. */
  #taken = 0;
  /** How many of the held ones came before the last loss, and how many before the first one. */
  #older = 0;
  #oldest = 0;
  #hasOverflowed = false;
  #isReleasing = false;
  #hasSession = false;
  #hasAnswer = false;
  readonly #first = new FirstAnswer<K>();
  #last: T | undefined;
  #fill = Subscription.EMPTY;

  constructor(out: Subscriber<T>, options: GaplessOptions<T, S, K>) {
    this.#out = out;
    this.#options = options;
    this.#known = new KnownKeys(options.remember ?? DEFAULT_REMEMBER);
    this.awaited.add(() => this.#fill.unsubscribe());
  }

  live(value: T): void {
    const keyed = this.#keyed(value);
    // The next answer may bring those.
    for (const key of this.#first.laterThan(keyed.key)) this.#known.forget(key);
    if (this.#held === undefined) return this.#emit(keyed);
    this.#held.push(keyed);
    // While they are released, nothing is dropped: what comes then was caused by a handler.
    if (!this.#isReleasing) this.#dropOldest(this.#held);
  }

  lost(): void {
    this.#fill.unsubscribe();
    this.#hasSession = false;
    this.#isReleasing = false;
    this.#held = this.#held?.slice(this.#taken) ?? [];
    this.#taken = 0;
    this.#older = this.#held.length;
    this.#oldest ||= this.#older;
  }

  session(session: S): void {
    if (this.#hasSession) this.lost();
    this.#hasSession = true;
    // Made before it is subscribed to: an answer may come at once, and its handlers may end the session.
    const fill = new Subscription();
    this.#fill = fill;
    const error = (cause: unknown) => this.#out.error(cause);
    const merged$ = outcomeOf(() => this.#options.fill(session)).pipe(tap(outcome => this.#merge(outcome, fill)));
    fill.add(merged$.subscribe({ error }));
  }

  #merge(outcome: Outcome<T>, fill: Subscription): void {
    if (outcome.is === 'answer') return this.#mergeAnswer(outcome.answer, fill);
    // The next session is asked.
    if (outcome.is === 'over') return;
    const { cause, error } = outcome;
    this.#first.forget();
    this.#release(fill, { to: this.#endOfGap([], this.#held ?? []), cause, error });
  }

  #mergeAnswer(values: readonly T[], fill: Subscription): void {
    const held = this.#held ?? [];
    const answer = values.map(value => this.#keyed(value));
    const isContinued = this.#continues(answer, held.slice(0, this.#oldest));
    this.#first.forget();
    if (!this.#hasAnswer && this.#known.isEmpty && isContinued) this.#learn(answer, held);
    this.#hasAnswer = true;
    const lastKnown = answer.findLastIndex(({ key }) => this.#known.has(key));
    this.#held = inOrder(answer.slice(lastKnown + 1), held, this.#countBefore(answer, held, isContinued));
    if (isContinued && !this.#hasOverflowed) return this.#release(fill);
    this.#release(fill, { to: this.#endOfGap(answer, held), cause: isContinued ? 'overflow' : 'too-long' });
  }

  /** Whether nothing can be missing between what is known and an answer. */
  #continues(answer: readonly Keyed<T, K>[], oldest: readonly Keyed<T, K>[]): boolean {
    const newest = answer.findLast(({ key }) => this.#known.has(key));
    // If that is a value which may be from before the first session, so may those be that were never emitted.
    if (!this.#known.isEmpty) return newest !== undefined && !this.#first.mayMiss(newest.key);
    const keys = new Set(oldest.map(({ key }) => key));
    return keys.size === 0 || answer.some(({ key }) => keys.has(key));
  }

  /** How many of the held values are older than an answer: it begins with a later one, or does not reach back to them. */
  #countBefore(answer: readonly Keyed<T, K>[], held: readonly Keyed<T, K>[], isContinued: boolean): number {
    const first = held.findIndex(({ key }) => key === answer[0]?.key);
    if (isContinued) return Math.max(0, first);
    const keys = new Set(answer.map(({ key }) => key));
    const reached = held.slice(0, this.#older).findIndex(({ key }) => keys.has(key));
    return Math.max(first, reached < 0 ? this.#older : reached);
  }

  /** What is from before the first session counts as emitted, but for the newest. What came live is not from before it. */
  #learn(answer: readonly Keyed<T, K>[], held: readonly Keyed<T, K>[]): void {
    const { initial = Number.POSITIVE_INFINITY } = this.#options;
    const live = new Set(held.map(({ key }) => key));
    const firstLive = answer.findIndex(({ key }) => live.has(key));
    const end = Math.min(Math.max(0, answer.length - initial), firstLive < 0 ? answer.length : firstLive);
    const before = answer.slice(0, end).map(({ key }) => key);
    // Those that come live as well are new, unless newer ones are emitted now.
    for (const key of before) this.#known.remember(key, end < answer.length);
    if (end === answer.length) this.#first.learn(before, held.length > 0);
  }

  /** The first value after all that may be missing: not one from before the last loss, nor from before what was dropped. */
  #endOfGap(answer: readonly Keyed<T, K>[], held: readonly Keyed<T, K>[]): T | undefined {
    const answered = new Set(answer.map(({ key }) => key));
    const isReached = held[0] !== undefined && answered.has(held[0].key);
    const isSplit = this.#hasOverflowed && this.#older === 0 && !isReached;
    const older = new Set(held.slice(0, this.#older).map(({ key }) => key));
    const isInside = ({ key }: Keyed<T, K>) => (answered.has(key) ? isSplit : older.has(key));
    return this.#held?.find(each => !isInside(each) && this.#isWanted(each))?.value;
  }

  /** Emits what is held; what comes meanwhile is held behind it. */
  #release(fill: Subscription, gap?: Omit<Gap<T>, 'from'>): void {
    const { onGap } = this.#options;
    this.#hasOverflowed = false;
    this.#isReleasing = true;
    this.#oldest = 0;
    if (gap !== undefined && onGap !== undefined) callUser(() => onGap({ from: this.#last, ...gap }), undefined);
    // A handler may have ended the session, or all of it.
    while (!fill.closed) {
      const next = this.#held?.[this.#taken];
      if (next === undefined) return this.#pass();
      this.#taken += 1;
      this.#emit(next);
    }
  }

  #pass(): void {
    this.#isReleasing = false;
    this.#held = undefined;
    this.#taken = 0;
  }

  #emit(keyed: Keyed<T, K>): void {
    if (this.#known.isEmitted(keyed.key)) return;
    const mayEmit = this.#isWanted(keyed);
    this.#known.remember(keyed.key, mayEmit);
    if (!mayEmit) return;
    this.#last = keyed.value;
    this.#out.next(keyed.value);
  }

  #isWanted({ key, value }: Keyed<T, K>): boolean {
    return !this.#known.isEmitted(key) && (this.#options.mayEmit?.(value) ?? true);
  }

  #keyed(value: T): Keyed<T, K> {
    return { key: this.#options.key(value), value };
  }

  #dropOldest(held: Keyed<T, K>[]): void {
    const excess = held.length - (this.#options.hold ?? DEFAULT_HOLD);
    if (excess <= 0) return;
    held.splice(0, excess);
    this.#older = Math.max(0, this.#older - excess);
    this.#oldest = Math.max(0, this.#oldest - excess) || this.#older;
    this.#hasOverflowed = true;
  }
}

import { ignoreElements, type MonoTypeOperatorFunction, merge, Observable, type ObservableInput, tap } from 'rxjs';
import { check } from '../text/check.js';
import { callable, isWhole, type Rule, rule } from '../text/rule.js';
import { Merging } from './merging.js';

/** A place where values may be missing. */
export interface Gap<T> {
  /** The last value emitted before the gap; undefined if there is none. */
  readonly from?: T | undefined;
  /** The first value after the gap; undefined if it is not known yet. */
  readonly to?: T | undefined;
  /**
   * `too-long`: the answer does not reach back to the emitted values. `refused`, `timeout`: there was no answer. `overflow`: more
   * live values than `hold` arrived before the answer.
   */
  readonly cause: 'too-long' | 'refused' | 'timeout' | 'overflow';
  /** Why there was no answer. */
  readonly error?: unknown;
}

/** The options of {@link gapless}. */
export interface GaplessOptions<T, S, K> {
  /** Emits each new session, and replays the current one to a late subscriber, as `connected$` does. */
  readonly sessions$: Observable<S>;
  /** Emits when a session is lost. It may emit several times for one session. */
  readonly lost$: Observable<unknown>;
  /** Fetches the newest values, oldest first. Called once for each session; its first value is the answer. */
  readonly fill: (session: S) => ObservableInput<readonly T[]>;
  /** Returns a key that identifies the value. */
  readonly key: (value: T) => K;
  /** How many keys of emitted values to remember: at least as many as an answer contains. @default 400 */
  readonly remember?: number | undefined;
  /** The most live values to buffer while waiting for an answer; if more arrive, the oldest are dropped. @default 10_000 */
  readonly hold?: number | undefined;
  /** How many values of the first answer to emit; the older ones count as emitted. @default Infinity */
  readonly initial?: number | undefined;
  /** Called right before a value is emitted. `false` drops it, for example if it was deleted while buffered. @default always true */
  readonly mayEmit?: ((value: T) => boolean) | undefined;
  /** Called if values may be missing, before the stream emits anything of the new session. @default nothing */
  readonly onGap?: ((gap: Gap<T>) => void) | undefined;
}

const isLimit = (value: unknown): boolean => isWhole(value) || value === Number.POSITIVE_INFINITY;

/** How many of something; `Infinity` sets no limit. */
export const limit: Rule = rule('a whole number from 0 up, or Infinity', isLimit);

const stream = rule(
  'an Observable',
  value => typeof (value as { subscribe?: unknown } | null)?.subscribe === 'function',
);
const rules = {
  sessions$: stream,
  lost$: stream,
  fill: callable,
  key: callable,
  remember: rule('a whole number from 1 up, or Infinity', value => isLimit(value) && value !== 0),
  hold: limit,
  initial: limit,
  mayEmit: callable,
  onGap: callable,
};

/**
 * Turns the live values of all sessions into one stream: in order, once each, including the values missed between sessions.
 *
 * When a session is lost, it stops emitting and buffers live values until it has merged the answer of `fill` for the next session.
 * Then it emits the values of the answer that it has not emitted, the buffered values, and live values. A live value that arrived
 * before a value of the answer is emitted before it. A value older than an emitted one is dropped. If there is no answer, the
 * stream continues after a gap. It completes when `live$` does, and errors only if `live$`, `sessions$`, `lost$`, `key` or
 * `mayEmit` does.
 *
 * @throws TypeError that names the unknown or invalid option
 * @example
 * live$.pipe(gapless({ sessions$: client.connected$, lost$: client.closed$, fill: () => client.call$('last', [100]), key: v => v.id }))
 */
export const gapless = <T, S, K>(given: GaplessOptions<T, S, K>): MonoTypeOperatorFunction<T> => {
  const options = check(given, rules, { path: 'gapless.' }) as GaplessOptions<T, S, K>;
  return live$ =>
    new Observable(subscriber => {
      const merging = new Merging(subscriber, options);
      subscriber.add(merging.awaited);
      const complete = () => subscriber.complete();
      // The live values first: a source may emit within its own subscription.
      merge(
        live$.pipe(tap({ next: value => merging.live(value), complete })),
        options.lost$.pipe(tap(() => merging.lost())),
        options.sessions$.pipe(tap(session => merging.session(session))),
      )
        .pipe(ignoreElements())
        .subscribe(subscriber);
    });
};

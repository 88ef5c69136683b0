import { ignoreElements, type MonoTypeOperatorFunction, merge, Observable, type ObservableInput, tap } from 'rxjs';
import { check } from '../text/check.js';
import { callable, isWhole, type Rule, rule } from '../text/rule.js';
import { Merging } from './merging.js';

/** Values that were lost, or may have been. */
export interface Gap<T> {
  /** The last value that was emitted before it; undefined if there is none. */
  readonly from?: T | undefined;
  /** The first value that is emitted after it; undefined if none is known yet. */
  readonly to?: T | undefined;
  /**
   * `too-long`: the answer does not reach back to what was emitted. `refused`, `timeout`: the answer did not come.
   * `overflow`: more values came while it was awaited than are held.
   */
  readonly cause: 'too-long' | 'refused' | 'timeout' | 'overflow';
  /** Why the answer did not come. */
  readonly error?: unknown;
}

/** How values of several sessions become one stream. */
export interface GaplessOptions<T, S, K> {
  /** Emits each new session; a late subscriber gets the present one, as with `connected$`. */
  readonly sessions$: Observable<S>;
  /** Emits when a session is lost; any number of times for each. */
  readonly lost$: Observable<unknown>;
  /** Asks for the newest values, the oldest of them first. Called once for each session; the first value is the answer. */
  readonly fill: (session: S) => ObservableInput<readonly T[]>;
  /** What tells two values apart. */
  readonly key: (value: T) => K;
  /** How many keys of emitted values to remember; at least as many as an answer has values. @default 400 */
  readonly remember?: number | undefined;
  /** How many live values to hold while an answer is awaited; the oldest are dropped. @default 10_000 */
  readonly hold?: number | undefined;
  /** How many values of the first answer are emitted; the older ones count as emitted. @default Infinity */
  readonly initial?: number | undefined;
  /** Asked right before a value is emitted: `false` drops it, such as one that was deleted while it was held. @default all are */
  readonly mayEmit?: ((value: T) => boolean) | undefined;
  /** Called before anything of a new session is emitted, if values may have been lost. @default nothing */
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
 * Makes one stream of the live values of all sessions: in order, once each, and with those that came while there was no session.
 *
 * From the moment a session is lost until the answer of `fill` for the next one is merged, it emits nothing and holds the live
 * values. Then come the values of the answer that it has not emitted, those that it holds, and the live ones. A value that came
 * live before one of the answer is emitted before it; a value that is older than one which was emitted is left out. If no answer
 * comes, the stream goes on after a gap. It completes when `live$` does, and errors only if `live$`, `sessions$`, `lost$`, `key`
 * or `mayEmit` does.
 *
 * @throws TypeError that names the option which is unknown or impossible
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

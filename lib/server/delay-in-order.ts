import { asyncScheduler, concatMap, defer, type MonoTypeOperatorFunction, map, of, timer } from 'rxjs';

/**
 * Delays each value by `delayMs()`, read when the value arrives. Unlike with `delay`, a value with a shorter delay never
 * overtakes an earlier one. A value without a delay is emitted synchronously if none is waiting before it.
 */
export const delayInOrder =
  <T>(delayMs: () => number): MonoTypeOperatorFunction<T> =>
  source =>
    source.pipe(
      map(value => ({ value, dueAt: asyncScheduler.now() + delayMs() })),
      concatMap(({ value, dueAt }) =>
        defer(() => {
          const waitMs = dueAt - asyncScheduler.now();
          return waitMs > 0 ? timer(waitMs).pipe(map(() => value)) : of(value);
        }),
      ),
    );

import { asyncScheduler, concatMap, defer, type MonoTypeOperatorFunction, map, of, timer } from 'rxjs';

/**
 * Lets each value through a delay after it came, asked for anew for each. Unlike `delay`, a shorter one later on lets
 * nothing overtake. Without a delay, and with nothing waiting, values pass in the same turn.
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

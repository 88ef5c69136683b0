import { type MonoTypeOperatorFunction, Observable, type Subscription, timer } from 'rxjs';

/**
 * Swaps the values in pairs: it holds one back, emits the next, then the held one. If no next value comes within
 * `maxWaitMs`, the held one is emitted alone. `maxWaitMs` is read for each value; while it is undefined, values pass.
 */
export const swapPairs =
  <T>(maxWaitMs: () => number | undefined): MonoTypeOperatorFunction<T> =>
  source =>
    new Observable(subscriber => {
      let held: { value: T; wait: Subscription } | undefined;
      const release = () => {
        if (!held) return;
        const { value, wait } = held;
        held = undefined;
        wait.unsubscribe();
        subscriber.next(value);
      };
      subscriber.add(() => held?.wait.unsubscribe());
      return source.subscribe({
        next: value => {
          const ms = maxWaitMs();
          if (held || ms === undefined) {
            subscriber.next(value);
            release();
          } else held = { value, wait: timer(ms).subscribe(release) };
        },
        error: error => subscriber.error(error),
        complete: () => {
          release();
          subscriber.complete();
        },
      });
    });

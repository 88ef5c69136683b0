import { type MonoTypeOperatorFunction, Observable, type Subscription, timer } from 'rxjs';

/**
 * Lets every second value overtake the one before it, as long as there is a patience (in ms). A value that nobody
 * overtakes goes on when its patience is over; undefined lets values pass as they come.
 */
export const swapPairs =
  <T>(patienceMs: () => number | undefined): MonoTypeOperatorFunction<T> =>
  source =>
    new Observable(subscriber => {
      let held: { value: T; wait: Subscription } | undefined;
      const letGo = () => {
        if (!held) return;
        const { value, wait } = held;
        held = undefined;
        wait.unsubscribe();
        subscriber.next(value);
      };
      subscriber.add(() => held?.wait.unsubscribe());
      return source.subscribe({
        next: value => {
          const ms = patienceMs();
          if (held || ms === undefined) {
            subscriber.next(value);
            letGo();
          } else held = { value, wait: timer(ms).subscribe(letGo) };
        },
        error: error => subscriber.error(error),
        complete: () => {
          letGo();
          subscriber.complete();
        },
      });
    });

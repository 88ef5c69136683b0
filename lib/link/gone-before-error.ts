import { Observable, Subscription } from 'rxjs';
import { within } from './within.js';

/** Tears down what failed before anybody hears of it, so that nobody meets a socket that is still open. */
export const goneBeforeError = <T>(source: Observable<T>): Observable<T> =>
  new Observable(subscriber => {
    const inner = new Subscription();
    subscriber.add(inner);
    within(inner, source, {
      next: value => subscriber.next(value),
      error: cause => {
        inner.unsubscribe();
        subscriber.error(cause);
      },
      complete: () => subscriber.complete(),
    });
  });

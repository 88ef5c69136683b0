import { asyncScheduler, defer, filter, map, merge, type Observable, take, timer } from 'rxjs';

/**
 * Waits, or until `wake$` emits. Emits how late the end came, in ms, and completes: less than 0 if it was woken, and much more if
 * the machine slept. What `wake$` replays to its subscriber does not wake it, or there would be no wait.
 */
export const waitOrWake = (ms: number, wake$: Observable<unknown>): Observable<number> =>
  defer(() => {
    let isWaiting = false;
    const since = asyncScheduler.now();
    const over$ = defer(() => {
      isWaiting = true;
      return timer(ms);
    });
    return merge(wake$.pipe(filter(() => isWaiting)), over$).pipe(
      take(1),
      map(() => asyncScheduler.now() - since - ms),
    );
  });

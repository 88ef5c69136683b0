import { asyncScheduler, Observable } from 'rxjs';

/**
 * Waits, or until `wake$` emits. Emits how late the end came, in ms, and completes: less than 0 if it was woken, and much more if
 * the machine slept. What `wake$` replays to its subscriber does not wake it, or there would be no wait; nor does what comes
 * while `mayWake` says no.
 */
export const waitOrWake = (ms: number, wake$: Observable<unknown>, mayWake = () => true): Observable<number> =>
  new Observable(subscriber => {
    let isWaiting = false;
    const since = asyncScheduler.now();
    const end = () => {
      subscriber.next(asyncScheduler.now() - since - ms);
      subscriber.complete();
    };
    // Without operators: when a server is lost, all clients of a process wait at once.
    subscriber.add(
      wake$.subscribe({
        next: () => isWaiting && mayWake() && end(),
        error: cause => subscriber.error(cause),
      }),
    );
    isWaiting = true;
    if (!subscriber.closed) subscriber.add(asyncScheduler.schedule(end, ms));
  });

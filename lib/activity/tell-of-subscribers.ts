import { defer, type Observable, tap } from 'rxjs';
import type { ObservedSubscriber } from './activity.js';
import type { ClientActivity } from './client-activity.js';

/** Emits the same items, and reports to the client's observers when each subscriber subscribes and why it leaves. */
export const tellOfSubscribers = (
  items$: Observable<unknown>,
  activity: ClientActivity,
  facts: ObservedSubscriber,
): Observable<unknown> =>
  defer(() => {
    if (!activity.isObserved) return items$;
    const subscriber = { ...facts };
    activity.tell({ type: 'subscribed', subscriber });
    return items$.pipe(
      tap({
        complete: () => activity.tell({ type: 'ended', subscriber }),
        error: error => activity.tell({ type: 'ended', subscriber, error }),
        unsubscribe: () => activity.tell({ type: 'unsubscribed', subscriber }),
      }),
    );
  });

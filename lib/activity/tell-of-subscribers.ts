import { defer, type Observable, tap } from 'rxjs';
import type { ObservedSubscriber } from './activity.js';
import type { ClientActivity } from './client-activity.js';

/** The same items. Whoever observes the client hears of each subscriber: when it comes, and why it goes. */
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

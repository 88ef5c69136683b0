import { type Observable, type Observer, Subscriber } from 'rxjs';

const deaf: Observer<unknown> = { next: () => {}, error: () => {}, complete: () => {} };

/**
 * Subscribes as part of something longer. The subscription belongs to it before it begins, so that what ends the longer
 * one in the middle of subscribing (a handler that closes the client, say) ends this one too, and its source can see it.
 */
export const within = <T>(
  parent: { add(child: Subscriber<T>): void },
  source: Observable<T>,
  observer: Partial<Observer<T>>,
): void => {
  const child = new Subscriber<T>({ ...deaf, ...observer });
  parent.add(child);
  source.subscribe(child);
};

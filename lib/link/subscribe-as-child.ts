import { type Observable, type Observer, Subscriber } from 'rxjs';

/** An observer that may want to hear of an error while its source is still there. */
export interface ChildObserver<T> extends Partial<Observer<T>> {
  /** Whether to notify of an error before the source is torn down. @default no error */
  isFatal?(error: unknown): boolean;
}

/**
 * Subscribes as part of something longer. The subscription belongs to its parent before it begins, so that a handler which
 * ends the parent while the source is being subscribed to (a handler that closes the client, say) ends this one too.
 * A source that ends is torn down before the observer is notified, so that no handler meets a socket that is still open;
 * but not before a fatal error, whose observer decides how the source is left.
 */
export const subscribeAsChild = <T>(
  parent: { add(child: Subscriber<T>): void },
  source: Observable<T>,
  observer: ChildObserver<T>,
): void => {
  const child = new ChildSubscriber(observer);
  parent.add(child);
  if (!child.closed) source.subscribe(child);
};

/** The subscription of {@link subscribeAsChild}, for a source that has no parent. */
export class ChildSubscriber<T> extends Subscriber<T> {
  readonly #observer: ChildObserver<T>;

  constructor(observer: ChildObserver<T>) {
    super();
    this.#observer = observer;
  }

  protected override _next(value: T): void {
    this.#observer.next?.(value);
  }

  protected override _error(cause: unknown): void {
    if (this.#observer.isFatal?.(cause)) this.#observer.error?.(cause);
    else this.#endThen(() => this.#observer.error?.(cause));
  }

  protected override _complete(): void {
    this.#endThen(() => this.#observer.complete?.());
  }

  /** Notifies even if a user's source throws in its teardown. */
  #endThen(notify: () => void): void {
    try {
      this.unsubscribe();
    } finally {
      notify();
    }
  }
}

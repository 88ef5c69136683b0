import type { Observable, Observer, Subscriber } from 'rxjs';
import { LeanSubscriber } from './lean-subscriber.js';

/** An observer that may want to hear of an error while its source is still there. */
export interface ChildObserver<T> extends Partial<Omit<Observer<T>, 'error'>> {
  /** Whether to notify of an error before the source is torn down. Asked once for each. @default no error */
  isFatal?(error: unknown): boolean;
  /** @param isFatal - what `isFatal` has said */
  error?(error: unknown, isFatal?: boolean): void;
}

/**
 * Subscribes as part of something longer. The subscription belongs to its parent before it begins, so that a handler which
 * ends the parent while the source is being subscribed to (a handler that closes the client, say) ends this one too.
 * A source that ends is torn down before the observer is notified, so that no handler meets a socket that is still open;
 * but not before a fatal error, whose observer decides how the source is left.
 */
export const subscribeAsChild = <T>(parent: Parent, source: Observable<T>, observer: ChildObserver<T>): void => {
  const child = new ChildSubscriber(observer, parent);
  parent.add(child);
  if (!child.closed) source.subscribe(child);
};

type Parent = Pick<Subscriber<unknown>, 'add' | 'remove'>;

/** The subscription of {@link subscribeAsChild}, for a source that has no parent. */
export class ChildSubscriber<T> extends LeanSubscriber<T> {
  readonly #observer: ChildObserver<T>;
  readonly #parent: Parent | undefined;

  constructor(observer: ChildObserver<T>, parent?: Parent) {
    super();
    this.#observer = observer;
    this.#parent = parent;
  }

  /** A parent may live much longer, and must not keep what the observer holds. */
  override unsubscribe(): void {
    if (this.closed) return;
    try {
      super.unsubscribe();
    } finally {
      this.#parent?.remove(this);
    }
  }

  protected override _next(value: T): void {
    this.#observer.next?.(value);
  }

  protected override _error(cause: unknown): void {
    if (this.#observer.isFatal?.(cause)) this.#observer.error?.(cause, true);
    else this.#endThen(() => this.#observer.error?.(cause, false));
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

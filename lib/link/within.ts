import { type Observable, type Observer, Subscriber } from 'rxjs';

/**
 * Subscribes as part of something longer. The subscription belongs to it before it begins, so that what ends the longer
 * one in the middle of subscribing (a handler that closes the client, say) ends this one too. What ends by itself is
 * torn down before anybody hears of it, so that nobody meets a socket that is still open.
 */
export const within = <T>(
  parent: { add(child: Subscriber<T>): void },
  source: Observable<T>,
  observer: Partial<Observer<T>>,
): void => {
  const part = new Part(observer);
  parent.add(part);
  if (!part.closed) source.subscribe(part);
};

class Part<T> extends Subscriber<T> {
  readonly #observer: Partial<Observer<T>>;

  constructor(observer: Partial<Observer<T>>) {
    super();
    this.#observer = observer;
  }

  protected override _next(value: T): void {
    this.#observer.next?.(value);
  }

  protected override _error(cause: unknown): void {
    this.#leave(() => this.#observer.error?.(cause));
  }

  protected override _complete(): void {
    this.#leave(() => this.#observer.complete?.());
  }

  /** What throws when it is torn down, as a source of the user's may, is no reason to tell nobody. */
  #leave(tell: () => void): void {
    try {
      this.unsubscribe();
    } finally {
      tell();
    }
  }
}

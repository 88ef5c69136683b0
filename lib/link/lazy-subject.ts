import { Observable, type Observer, Subject, type Subscription } from 'rxjs';

/**
 * A Subject that is made when somebody subscribes. A client has some ten streams, most of which nobody listens to, and a process
 * may have thousands of clients.
 */
export class LazySubject<T> extends Observable<T> {
  #subject: Subject<T> | undefined;

  get observed(): boolean {
    return this.#subject?.observed === true;
  }

  /** Operators subscribe by this method too. */
  override subscribe(
    next?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    return this.#made().subscribe(next as (value: T) => void, error, complete);
  }

  next(value: T): void {
    this.#subject?.next(value);
  }

  /** Those who subscribe later get the completion too. */
  complete(): void {
    this.#made().complete();
  }

  #made(): Subject<T> {
    this.#subject ??= new Subject();
    return this.#subject;
  }
}

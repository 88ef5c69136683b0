import { BehaviorSubject, type Observable } from 'rxjs';

type Reader<T> = (result: IteratorResult<T>) => void;

/** Values for any number of endless async iterators, each of which has those that come after its start. */
export class Broadcast<T> {
  readonly #followers = new Set<(value: T) => void>();
  readonly #count$ = new BehaviorSubject(0);
  /** How many follow; emits at once, and on each change. */
  readonly count$: Observable<number> = this.#count$.asObservable();

  publish(value: T): void {
    for (const follower of this.#followers) follower(value);
  }

  follow(): AsyncIterableIterator<T> {
    const waiting: T[] = [];
    const readers: Reader<T>[] = [];
    const take = (value: T) => {
      const reader = readers.shift();
      if (reader === undefined) waiting.push(value);
      else reader({ value });
    };
    this.#followers.add(take);
    this.#count$.next(this.#followers.size);
    return {
      next: async () => {
        if (waiting.length > 0) return { value: waiting.shift() as T };
        return new Promise(resolve => readers.push(resolve));
      },
      return: async () => {
        this.#followers.delete(take);
        this.#count$.next(this.#followers.size);
        for (const reader of readers.splice(0)) reader({ value: undefined, done: true });
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

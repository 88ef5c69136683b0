import { type Observable, ReplaySubject } from 'rxjs';

/** What happened, in order: as a list to look at afterwards, and as a stream which tells whoever comes later all of it. */
export class Journal<T> {
  readonly entries: readonly T[] = [];
  readonly entries$: Observable<T>;
  readonly #told = new ReplaySubject<T>();

  constructor() {
    this.entries$ = this.#told.asObservable();
  }

  add(entry: T): void {
    (this.entries as T[]).push(entry);
    this.#told.next(entry);
  }
}

import { type Observable, ReplaySubject } from 'rxjs';

/** What happened, in order: as a list to look at afterwards, and as a stream that replays every earlier entry. */
export class EntryLog<T> {
  readonly entries: readonly T[] = [];
  readonly entries$: Observable<T>;
  readonly #entries$ = new ReplaySubject<T>();

  constructor() {
    this.entries$ = this.#entries$.asObservable();
  }

  add(entry: T): void {
    (this.entries as T[]).push(entry);
    this.#entries$.next(entry);
  }
}

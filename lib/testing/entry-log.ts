import { type Observable, ReplaySubject } from 'rxjs';
import { SerialQueue } from './serial-queue.js';

/** What happened, in order: as a list to look at afterwards, and as a stream that replays every earlier entry. */
export class EntryLog<T extends object | string> {
  readonly entries$: Observable<T>;
  readonly #entries: T[] = [];
  #snapshot: readonly T[] | undefined;
  readonly #entries$ = new ReplaySubject<T>();
  readonly #queue = new SerialQueue();

  constructor() {
    this.entries$ = this.#entries$.asObservable();
  }

  /** The entries so far. */
  get entries(): readonly T[] {
    this.#snapshot ??= Object.freeze([...this.#entries]);
    return this.#snapshot;
  }

  add(entry: T): void {
    Object.freeze(entry);
    this.#entries.push(entry);
    this.#snapshot = undefined;
    this.#queue.run(() => this.#entries$.next(entry));
  }
}

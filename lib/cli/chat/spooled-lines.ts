import { BehaviorSubject } from 'rxjs';

/** The typed lines that wait for a connection, by the ids of their calls. */
export class SpooledLines {
  readonly count$ = new BehaviorSubject(0);
  readonly #ids = new Set<unknown>();

  add(id: unknown): void {
    this.#ids.add(id);
    this.count$.next(this.#ids.size);
  }

  /** Removes a line that was sent or failed. Any other id is ignored. */
  remove(id: unknown): void {
    if (this.#ids.delete(id)) this.count$.next(this.#ids.size);
  }
}

import { Observable, Subject } from 'rxjs';

/** How many messages to keep for a set-up that has not listened yet. */
const MAX_KEPT = 100;

/** The control messages of one connection. A subscriber gets the first of them again, since a set-up may listen late. */
export class Controls {
  readonly #kept: unknown[] = [];
  readonly #live = new Subject<unknown>();

  add(message: unknown): void {
    if (this.#kept.length < MAX_KEPT) this.#kept.push(message);
    this.#live.next(message);
  }

  get messages$(): Observable<unknown> {
    return new Observable(subscriber => {
      for (const message of [...this.#kept]) subscriber.next(message);
      return this.#live.subscribe(subscriber);
    });
  }
}

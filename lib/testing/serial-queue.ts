import { concatMap, EMPTY, Subject } from 'rxjs';

/**
 * Runs tasks one after the other. A task that a running task adds waits for that one to end: if a subscriber causes a
 * second value while it receives a first one, all other subscribers still receive the first one first.
 */
export class SerialQueue {
  readonly #tasks$ = new Subject<() => void>();

  constructor() {
    const run = (task: () => void) => {
      task();
      return EMPTY;
    };
    this.#tasks$.pipe(concatMap(run)).subscribe();
  }

  run(task: () => void): void {
    this.#tasks$.next(task);
  }
}

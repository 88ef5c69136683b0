/**
 * Notifies of one thing after the other: what a handler causes while it is notified is announced when all have heard the
 * first thing. So every subscriber of every stream sees the same order, whatever any of them calls.
 */
export class Announcer {
  #queue: (() => void)[] = [];
  #next = 0;
  #isNotifying = false;

  announce(notify: () => void): void {
    this.#queue.push(notify);
    if (!this.#isNotifying) this.#drain();
  }

  /** Does something at once, and notifies of all that it announces when it is done. */
  batch(act: () => void): void {
    if (this.#isNotifying) return act();
    this.#isNotifying = true;
    try {
      act();
    } finally {
      this.#drain();
    }
  }

  /** By an index, since `shift` of a long array moves all that follows: a handler may make thousands of calls. */
  #drain(): void {
    this.#isNotifying = true;
    try {
      for (let notify = this.#queue[this.#next]; notify !== undefined; notify = this.#queue[this.#next]) {
        this.#next += 1;
        notify();
      }
    } finally {
      this.#isNotifying = false;
      // A handler that throws leaves the rest to the next announcement.
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
  }
}

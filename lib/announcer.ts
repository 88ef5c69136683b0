/**
 * Tells things one after the other: what a handler causes while it is told something is told when all have heard the
 * first thing. So every subscriber of every stream sees the same order, whatever any of them calls.
 */
export class Announcer {
  #queue: (() => void)[] = [];
  #telling = false;

  announce(tell: () => void): void {
    this.#queue.push(tell);
    if (!this.#telling) this.#tell();
  }

  /** Does something at once, and tells what it announces when it is done. */
  together(act: () => void): void {
    if (this.#telling) return act();
    this.#telling = true;
    try {
      act();
    } finally {
      this.#tell();
    }
  }

  #tell(): void {
    this.#telling = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
    } finally {
      this.#telling = false;
      // An array that was pushed to keeps room for more, in each client of a process.
      if (this.#queue.length === 0) this.#queue = [];
    }
  }
}

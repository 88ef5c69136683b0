import type { Call } from './call.js';

const LIMIT = 1_000;

/** Calls that wait to be part of the next connection's set-up, in the order in which they were made. */
export class SetUpQueue {
  /** Made when there is one. */
  #calls: Set<Call> | undefined;

  get size(): number {
    return this.#calls?.size ?? 0;
  }

  *[Symbol.iterator](): Iterator<Call> {
    if (this.#calls !== undefined) yield* this.#calls;
  }

  /** Adds a call. Returns the one that there is no room for, if there is one: an old one of its method, or else the oldest. */
  push(call: Call): Call | undefined {
    this.#calls ??= new Set();
    this.#calls.add(call);
    if (this.size <= LIMIT) return undefined;
    const [first] = this;
    const oldest = [...this].find(({ method }) => method === call.method);
    return oldest === call ? first : oldest;
  }

  putFirst(calls: readonly Call[]): void {
    this.#calls = new Set([...calls, ...this]);
  }

  delete(call: Call): void {
    this.#calls?.delete(call);
  }
}

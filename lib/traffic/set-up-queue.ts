import type { Call } from './call.js';

const LIMIT = 1_000;

/** Calls that wait to be part of the next connection's set-up, in the order in which they were made. */
export class SetUpQueue extends Set<Call> {
  /** Adds a call. Returns the one that there is no room for, if there is one: an old one of its method, or else the oldest. */
  push(call: Call): Call | undefined {
    this.add(call);
    if (this.size <= LIMIT) return undefined;
    const [first] = this;
    const oldest = [...this].find(({ method }) => method === call.method);
    return oldest === call ? first : oldest;
  }

  putFirst(calls: readonly Call[]): void {
    const later = [...this];
    this.clear();
    for (const call of [...calls, ...later]) this.add(call);
  }
}

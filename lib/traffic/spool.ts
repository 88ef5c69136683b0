import type { Call } from './call.js';
import type { Deadlines } from './deadlines.js';

/** How many calls may wait for a connection, and how long. */
export interface SpoolOptions {
  /** The most calls that may wait; 0 lets none wait. @default 1000 */
  readonly limit: number;
  /** How long a call may wait, in ms; Infinity waits for ever. @default Infinity */
  readonly ttl: number;
  /** Which call is rejected when the spool is full. @default 'reject-newest' */
  readonly overflow: 'reject-newest' | 'drop-oldest';
}

/** Calls that wait for a connection: first in, first out, limited in number and time. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #deadlines: Deadlines<Call>;
  #calls = new Set<Call>();

  /** @param deadlines - reports the calls that have waited too long */
  constructor(options: SpoolOptions, deadlines: Deadlines<Call>) {
    this.#options = options;
    this.#deadlines = deadlines;
  }

  /** How long a call may wait, in ms. */
  get ttl(): number {
    return this.#options.ttl;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** In the order of sending. An iteration sees calls that are added or removed meanwhile. */
  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }

  /** Adds a call. Returns the call that there is no room for: an older one if dropping it makes room, or the call itself. */
  push(call: Call): Call | undefined {
    const { limit, overflow } = this.#options;
    const { size } = this.#calls;
    if (size < limit) {
      this.#take(call, this.#calls);
      return undefined;
    }
    // Returned calls may exceed the limit: dropping one of them makes no room.
    const oldest = overflow === 'drop-oldest' && size === limit ? this.#calls.values().next().value : undefined;
    if (oldest === undefined) return call;
    this.remove(oldest);
    this.#take(call, this.#calls);
    return oldest;
  }

  /** Adds a call, whatever the limit. */
  admit(call: Call): undefined {
    this.#take(call, this.#calls);
  }

  /** Returns calls that must be sent again: ahead of all others, whatever the limit. */
  putBack(calls: readonly Call[]): void {
    if (calls.length === 0) return;
    const later = this.#calls;
    this.#calls = new Set();
    for (const call of calls) this.#take(call, this.#calls);
    for (const call of later) this.#calls.add(call);
  }

  remove(call: Call): void {
    if (this.#calls.delete(call)) this.#deadlines.drop(call, this.ttl);
  }

  #take(call: Call, into: Set<Call>): void {
    call.stage = 'spooled';
    into.add(call);
    this.#deadlines.watch(call, this.ttl);
  }
}

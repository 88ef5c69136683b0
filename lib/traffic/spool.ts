import type { Call } from './call.js';
import type { Deadlines } from './deadlines.js';

/** What waits for a connection, and how much and how long. */
export interface SpoolOptions {
  /** The most calls kept; 0 keeps none. @default 1000 */
  readonly limit: number;
  /** The longest a call is kept, in ms; Infinity for ever. @default Infinity */
  readonly ttl: number;
  /** Which call is rejected when one too many comes. @default 'reject-newest' */
  readonly overflow: 'reject-newest' | 'drop-oldest';
}

/** Calls put aside until a connection takes them: first in, first out, bounded in number and time. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #deadlines: Deadlines<Call>;
  #calls = new Set<Call>();

  /** @param deadlines - where each call is watched for its time in the spool */
  constructor(options: SpoolOptions, deadlines: Deadlines<Call>) {
    this.#options = options;
    this.#deadlines = deadlines;
  }

  /** The longest a call is kept, in ms. */
  get ttl(): number {
    return this.#options.ttl;
  }

  /** The number of calls kept. */
  get size(): number {
    return this.#calls.size;
  }

  /** In the order of going; calls taken in or out meanwhile count. */
  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }

  /** Takes a call in, and gives the one that has no room for it: an older one, if that makes room, or the call itself. */
  push(call: Call): Call | undefined {
    const { limit, overflow } = this.#options;
    const { size } = this.#calls;
    if (size < limit) {
      this.#take(call, this.#calls);
      return undefined;
    }
    // Calls that were put back may be over the limit: giving up one of those makes no room.
    const oldest = overflow === 'drop-oldest' && size === limit ? this.#calls.values().next().value : undefined;
    if (oldest === undefined) return call;
    this.remove(oldest);
    this.#take(call, this.#calls);
    return oldest;
  }

  /** Takes a call in whatever the limit. */
  admit(call: Call): undefined {
    this.#take(call, this.#calls);
  }

  /** Calls that were sent before and are to be sent again, ahead of all others and whatever the limit. */
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

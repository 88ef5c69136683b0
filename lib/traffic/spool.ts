import type { Call } from './call.js';
import type { Deadlines } from './deadlines.js';

/** How many calls may wait for a connection, and for how long. */
export interface SpoolOptions {
  /** The most calls that may wait; with 0, none may wait. @default 1000 */
  readonly limit: number;
  /** How long a call may wait, in ms; Infinity means no limit. @default Infinity */
  readonly ttl: number;
  /** Which call rejects when the spool is full. @default 'reject-newest' */
  readonly overflow: 'reject-newest' | 'drop-oldest';
}

/** Calls that wait for a connection: first in, first out, limited in number and time. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #deadlines: Deadlines<Call>;
  /** Made when there is one. */
  #calls: Set<Call> | undefined;
  /** Calls that were sent and must be sent again, ahead of all others. Made when there is one. */
  #returned: Set<Call> | undefined;
  /** The call that was last in it: after all that are left of it, wherever it is by now. */
  #lastReturned: Call | undefined;
  /** The order in which calls were made, where returned calls may have been made before others that were returned. */
  isBefore: ((a: Call, b: Call) => boolean) | undefined;

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
    return (this.#calls?.size ?? 0) + (this.#returned?.size ?? 0);
  }

  /** In the order of sending. An iteration sees calls that are removed meanwhile, or added behind all others. */
  *[Symbol.iterator](): Iterator<Call> {
    if (this.#returned !== undefined) yield* this.#returned;
    if (this.#calls !== undefined) yield* this.#calls;
  }

  /** Adds a call. Returns the call that there is no room for: an older one if dropping it makes room, or the call itself. */
  push(call: Call): Call | undefined {
    const { limit, overflow } = this.#options;
    const { size } = this;
    if (size < limit) {
      this.#add(call);
      return undefined;
    }
    // Returned calls may exceed the limit: dropping one of them makes no room.
    const oldest = overflow === 'drop-oldest' && size === limit ? this[Symbol.iterator]().next().value : undefined;
    if (oldest === undefined) return call;
    this.remove(oldest);
    this.#add(call);
    return oldest;
  }

  /** Adds a call, whatever the limit. */
  admit(call: Call): undefined {
    this.#add(call);
  }

  /**
   * Returns calls that must be sent again, in the order of their sending, whatever the limit: ahead of all others, or where they
   * belong among other returned calls.
   */
  putBack(given: readonly Call[]): void {
    const { isBefore } = this;
    const inOrder = (calls: readonly Call[]) =>
      isBefore === undefined ? calls : [...calls].sort((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)));
    // A call that was refused before is sent later than one that was made later.
    const calls = inOrder(given);
    const [first] = calls;
    if (first === undefined) return;
    const last = this.#lastReturned;
    this.#returned ??= new Set();
    // The usual case: none is moved, of which there may be many.
    if (last !== undefined && !isBefore?.(last, first)) {
      const all = inOrder([...calls, ...this.#returned]);
      this.#returned.clear();
      for (const call of all) this.#returned.add(call);
      this.#lastReturned = all.at(-1);
    } else this.#lastReturned = calls.at(-1);
    for (const call of calls) this.#take(call, this.#returned);
  }

  remove(call: Call): void {
    if (!this.#calls?.delete(call) && !this.#returned?.delete(call)) return;
    this.#deadlines.drop(call, this.ttl);
    if (this.#returned?.size !== 0) return;
    this.#returned = undefined;
    this.#lastReturned = undefined;
  }

  #add(call: Call): void {
    this.#calls ??= new Set();
    this.#take(call, this.#calls);
  }

  #take(call: Call, into: Set<Call>): void {
    call.stage = 'spooled';
    into.add(call);
    this.#deadlines.watch(call, this.ttl);
  }
}

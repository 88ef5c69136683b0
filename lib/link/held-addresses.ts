import { monotonicClock } from '../timers.js';

/** Addresses whose servers asked, by `Retry-After`, not to be dialled for a while. */
export class HeldAddresses {
  readonly #now = monotonicClock();
  /** Address → when it may be dialled again. */
  readonly #until = new Map<string, number>();

  hold(address: string, ms: number): void {
    this.#until.set(address, this.#now() + ms);
  }

  /** How long the address is still held, in ms; 0 when it may be dialled. */
  left(address: string): number {
    const until = this.#until.get(address);
    if (until === undefined) return 0;
    const ms = until - this.#now();
    if (ms > 0) return Math.ceil(ms);
    this.#until.delete(address);
    return 0;
  }

  /** How long until the first address of the list may be dialled, in ms. */
  untilFirst(list: readonly string[]): number {
    return Math.min(...list.map(address => this.left(address)));
  }
}

/** The `Retry-After` that an error carries, in ms and at most `max`; 0 for none. */
export const retryAfterOf = (error: unknown, max: number): number => {
  const ms = (error as { retryAfter?: unknown } | null | undefined)?.retryAfter;
  return typeof ms === 'number' && ms > 0 ? Math.min(ms, max) : 0;
};

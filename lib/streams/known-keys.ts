import { bound } from './bound.js';

/** The keys of what was emitted, and of what was there and was not: only what comes live is new then. */
export class KnownKeys<K> {
  readonly #limit: number;
  readonly #emitted = new Set<K>();
  /** Apart: any number of values that were deleted while they were held must not make it forget those that were emitted. */
  readonly #passedOver = new Set<K>();

  /** @param limit - how many keys of either kind it remembers; it forgets the oldest */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#emitted.size === 0 && this.#passedOver.size === 0;
  }

  has(key: K): boolean {
    return this.#emitted.has(key) || this.#passedOver.has(key);
  }

  isEmitted(key: K): boolean {
    return this.#emitted.has(key);
  }

  remember(key: K, isEmitted: boolean): void {
    this.#passedOver.delete(key);
    const kind = isEmitted ? this.#emitted : this.#passedOver;
    kind.add(key);
    bound(kind, this.#limit);
  }

  /** Forgets a key of which nothing was emitted. */
  forget(key: K): void {
    this.#passedOver.delete(key);
  }
}

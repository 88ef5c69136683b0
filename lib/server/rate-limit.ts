/** A limit of calls per second. Each second is a fixed window that starts with its first call. */
export class RateLimit {
  readonly #perSecond: number;
  #windowStart = Number.NEGATIVE_INFINITY;
  #calls = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Counts a call made at this time, in ms. Returns whether it is within the limit. */
  tryCall(nowMs: number): boolean {
    if (nowMs - this.#windowStart >= 1000) {
      this.#windowStart = nowMs;
      this.#calls = 0;
    }
    this.#calls += 1;
    return this.#calls <= this.#perSecond;
  }
}

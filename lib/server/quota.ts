/** So many in any second, counted from the first of them. */
export class Quota {
  readonly #perSecond: number;
  #since = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether one more may be had at this time, in ms. */
  take(nowMs: number): boolean {
    if (nowMs - this.#since >= 1000) {
      this.#since = nowMs;
      this.#taken = 0;
    }
    this.#taken += 1;
    return this.#taken <= this.#perSecond;
  }
}

/** The heights of rows, measured or assumed, and the positions that follow from them, in px. */
export class Heights {
  readonly #measured = new Map<string, number>();
  #keys: readonly string[] = [];
  /** The top of each row, and the bottom of the last row. */
  #tops = new Float64Array(1);
  #isStale = false;

  constructor(private readonly guess: number) {}

  /** Sets the rows, from top to bottom. Measured heights of rows that are gone are dropped. */
  arrange(keys: readonly string[]): void {
    this.#keys = keys;
    if (this.#measured.size > 2 * keys.length + 100) {
      const present = new Set(keys);
      for (const key of this.#measured.keys()) if (!present.has(key)) this.#measured.delete(key);
    }
    this.#isStale = true;
  }

  /** Returns whether the height differs from the one known so far. */
  measure(key: string, height: number): boolean {
    if (this.#measured.get(key) === height) return false;
    this.#measured.set(key, height);
    this.#isStale = true;
    return true;
  }

  get total(): number {
    return this.top(this.#keys.length);
  }

  /** The top of the row at an index. The index after the last row gives the bottom of the list. */
  top(index: number): number {
    return this.#fresh()[index] ?? 0;
  }

  /** The index of the row at an offset, or of the nearest row. */
  indexAt(offset: number): number {
    const tops = this.#fresh();
    let [low, high] = [0, Math.max(0, this.#keys.length - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((tops[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #fresh(): Float64Array {
    if (!this.#isStale) return this.#tops;
    const tops = new Float64Array(this.#keys.length + 1);
    let top = 0;
    this.#keys.forEach((key, index) => {
      tops[index] = top;
      top += this.#measured.get(key) ?? this.guess;
    });
    tops[this.#keys.length] = top;
    this.#tops = tops;
    this.#isStale = false;
    return tops;
  }
}

/** How high rows are, as measured or else as guessed, and where that puts them. All in px. */
export class Heights {
  readonly #measured = new Map<string, number>();
  #keys: readonly string[] = [];
  /** The top of each row, and the bottom of the last. */
  #tops = new Float64Array(1);
  #isStale = false;

  constructor(private readonly guess: number) {}

  /** The rows, top down. What was measured of those that are gone is forgotten. */
  arrange(keys: readonly string[]): void {
    this.#keys = keys;
    if (this.#measured.size > 2 * keys.length + 100) {
      const present = new Set(keys);
      for (const key of this.#measured.keys()) if (!present.has(key)) this.#measured.delete(key);
    }
    this.#isStale = true;
  }

  /** Whether that is news. */
  measure(key: string, height: number): boolean {
    if (this.#measured.get(key) === height) return false;
    this.#measured.set(key, height);
    this.#isStale = true;
    return true;
  }

  get total(): number {
    return this.top(this.#keys.length);
  }

  /** The top of the row at an index; that of the one after the last is the bottom of all. */
  top(index: number): number {
    return this.#fresh()[index] ?? 0;
  }

  /** The row that covers an offset, or the nearest. */
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

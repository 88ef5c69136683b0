/** How many ranges to remember; the oldest are forgotten. */
const MAX_RANGES = 1_024;

/**
 * The ids of sent calls that need no reply any more, so that their late replies are not reported as stray. Kept as ranges:
 * ids count up, so that a server which never answers calls without a reply grows one range, and not a Set.
 */
export class AbandonedIds {
  /** Ascending, `[first, last]`. */
  readonly #ranges: [number, number][] = [];

  add(id: number): void {
    const at = this.#indexFrom(id);
    const before = this.#ranges[at - 1];
    const after = this.#ranges[at];
    const joinsBefore = before !== undefined && before[1] === id - 1;
    const joinsAfter = after !== undefined && after[0] === id + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#ranges.splice(at, 1);
    } else if (joinsBefore) before[1] = id;
    else if (joinsAfter) after[0] = id;
    else this.#ranges.splice(at, 0, [id, id]);
    if (this.#ranges.length > MAX_RANGES) this.#ranges.shift();
  }

  /** Forgets an id; false when it was not among them. */
  delete(id: unknown): boolean {
    if (typeof id !== 'number') return false;
    const at = this.#indexFrom(id + 1) - 1;
    const range = this.#ranges[at];
    if (range === undefined || id > range[1] || !Number.isInteger(id)) return false;
    const [first, last] = range;
    const left: [number, number][] = [];
    if (first < id) left.push([first, id - 1]);
    if (id < last) left.push([id + 1, last]);
    this.#ranges.splice(at, 1, ...left);
    return true;
  }

  /** The index of the first range that begins at `id` or later. */
  #indexFrom(id: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const range = this.#ranges[middle];
      if (range !== undefined && range[0] < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

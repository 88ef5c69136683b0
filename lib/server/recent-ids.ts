const MOST_IDS = 1_000;

/** Ids of late, of which the oldest are forgotten beyond a thousand. */
export class RecentIds {
  readonly #ids = new Set<string>();

  add(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MOST_IDS && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** Whether it was there. */
  delete(id: string): boolean {
    return this.#ids.delete(id);
  }
}

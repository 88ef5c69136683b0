const MAX_IDS = 1_000;

/** The newest ids. Beyond a thousand, each new one removes the oldest. */
export class RecentIds {
  readonly #ids = new Set<string>();

  add(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > MAX_IDS && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** Returns whether the id was there. */
  delete(id: string): boolean {
    return this.#ids.delete(id);
  }
}

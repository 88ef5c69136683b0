/**
 * What of the first answer counts as from before the first session. What came live before the answer shows where the session
 * begins in it; unless the answer has none of that, since all of it was deleted, or is never stored.
 */
export class FirstAnswer<K> {
  /** The oldest first. */
  #before: readonly K[] = [];
  #isUnsure = false;

  /**
   * @param before - the keys of the values that are not emitted
   * @param isUnsure - whether values came live before the answer, of which it has none
   */
  learn(before: readonly K[], isUnsure: boolean): void {
    this.#before = before;
    this.#isUnsure = isUnsure;
  }

  /** A value came live: returns what follows it in the first answer, which is from the first session too. */
  laterThan(key: K): readonly K[] {
    const place = this.#before.indexOf(key);
    if (place < 0) return [];
    const later = this.#before.slice(place + 1);
    this.forget();
    return later;
  }

  /** Whether values of the first session may be missing up to this one, which is the newest known one of the next answer. */
  mayMiss(newest: K): boolean {
    return this.#isUnsure && this.#before.includes(newest);
  }

  /** It is known where the session begins, or a gap was reported. */
  forget(): void {
    this.#before = [];
    this.#isUnsure = false;
  }
}

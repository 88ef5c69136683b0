/** How many items to keep for keys that are not known yet. */
const MAX_ITEMS = 1_000;
/** How many keys of cancelled subscriptions to remember; the oldest are forgotten. */
const MAX_CANCELLED = 1_000;

/** What came of a key: its items in order, and then perhaps the end. */
export interface Early {
  readonly items: unknown[];
  /** With the server's error, if it gave one. */
  end: { readonly error: unknown } | undefined;
}

/**
 * Items that came before the answer that names their key. Kept only while such an answer is awaited: at any other time, an
 * item of an unknown key belongs to a subscription that was cancelled.
 */
export class EarlyItems {
  readonly #byKey = new Map<unknown, Early>();
  readonly #cancelled = new Set<unknown>();
  #count = 0;
  #awaited = 0;

  expect(): void {
    this.#awaited += 1;
  }

  unexpect(): void {
    this.#awaited -= 1;
    if (this.#awaited > 0) return;
    this.#byKey.clear();
    this.#count = 0;
  }

  /** What still comes of this key is ignored: otherwise it would take the room of others, or come to the next of its key. */
  cancelled(key: unknown): void {
    this.#cancelled.add(key);
    for (const oldest of this.#cancelled) {
      if (this.#cancelled.size <= MAX_CANCELLED) return;
      this.#cancelled.delete(oldest);
    }
  }

  /** The connection is over: its keys mean nothing any more. */
  ended(): void {
    this.#cancelled.clear();
  }

  keep(key: unknown, item: unknown): void {
    if (this.#awaited === 0 || this.#count >= MAX_ITEMS || this.#cancelled.has(key)) return;
    this.#of(key).items.push(item);
    this.#count += 1;
  }

  /** The end of a subscription of which items are kept is kept, too, however many they are: without it, it would not end. */
  keepEnd(key: unknown, error: unknown): void {
    if (this.#awaited === 0 || this.#cancelled.has(key)) return;
    if (this.#count >= MAX_ITEMS && !this.#byKey.has(key)) return;
    const early = this.#of(key);
    if (early.end !== undefined) return;
    early.end = { error };
    this.#count += 1;
  }

  /** Gives up what came of a key, which is that of a subscription from now on. */
  take(key: unknown): Early | undefined {
    this.#cancelled.delete(key);
    const early = this.#byKey.get(key);
    if (early === undefined) return undefined;
    this.#byKey.delete(key);
    this.#count -= early.items.length + (early.end === undefined ? 0 : 1);
    return early;
  }

  #of(key: unknown): Early {
    const early = this.#byKey.get(key) ?? { items: [], end: undefined };
    this.#byKey.set(key, early);
    return early;
  }
}

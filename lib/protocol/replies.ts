/** What waits for the reply to a call. */
export interface Awaiting {
  answered(data: unknown): void;
  refused(error: unknown): void;
}

/** What a reply that came in was: one that a call waited for, one that its call does not want any more, or neither. */
export type Delivered = 'delivered' | 'abandoned' | 'stray';

/** How many abandoned ids to remember, so that their late replies are not reported as stray. */
const MAX_ABANDONED_IDS = 50_000;

/** Replies by id, and only by an id that is exactly the number sent. */
export class Replies {
  readonly #awaiting = new Map<unknown, Awaiting>();
  /** How many connections are gone. */
  connectionsGone = 0;
  /** Made when there is one: most clients abandon nothing. */
  #abandoned: Set<unknown> | undefined;
  #abandonedBefore: Set<unknown> | undefined;

  expect(id: number, awaiting: Awaiting): void {
    this.#awaiting.set(id, awaiting);
  }

  /** The call was not sent: no reply can come. */
  withdraw(id: number): void {
    this.#awaiting.delete(id);
  }

  /** The call needs no reply any more: if it comes nevertheless, it is not stray. */
  abandon(id: number): void {
    if (!this.#awaiting.delete(id)) return;
    this.#abandoned ??= new Set();
    this.#abandoned.add(id);
    // A server that answers keeps this small; one that never does must not grow it without bound.
    if (this.#abandoned.size < MAX_ABANDONED_IDS) return;
    this.#abandonedBefore = this.#abandoned;
    this.#abandoned = undefined;
  }

  reply(id: unknown, data: unknown): Delivered {
    const awaiting = this.#awaiting.get(id);
    if (awaiting === undefined) return this.#unexpected(id);
    this.#awaiting.delete(id);
    awaiting.answered(data);
    return 'delivered';
  }

  refusal(id: unknown, error: unknown): Delivered {
    const awaiting = this.#awaiting.get(id);
    if (awaiting === undefined) return this.#unexpected(id);
    this.#awaiting.delete(id);
    awaiting.refused(error);
    return 'delivered';
  }

  #unexpected(id: unknown): Delivered {
    return this.#abandoned?.delete(id) || this.#abandonedBefore?.delete(id) ? 'abandoned' : 'stray';
  }

  /** The connection is gone, and so is every reply to come over it: what waited, oldest first. */
  clear(): Awaiting[] {
    const left = [...this.#awaiting.values()];
    this.connectionsGone += 1;
    this.#awaiting.clear();
    this.#abandoned = undefined;
    this.#abandonedBefore = undefined;
    return left;
  }
}

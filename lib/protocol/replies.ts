import { AbandonedIds } from './abandoned-ids.js';

/** What waits for the reply to a call. */
export interface Awaiting {
  answered(data: unknown): void;
  refused(error: unknown): void;
}

/** What a reply that came in was: one that a call waited for, one that its call does not want any more, or neither. */
export type Delivered = 'delivered' | 'abandoned' | 'stray';

/** That of a client which has made no call. A Map takes 180 bytes, and a process may have thousands of clients. */
const NONE = new Map<unknown, Awaiting>();

/** Replies by id, and only by an id that is exactly the number sent. */
export class Replies {
  #awaiting = NONE;
  /** How many connections are gone. */
  connectionsGone = 0;
  /** Hears of each reply to a call that needs none any more, and the error if it is a refusal. */
  onAbandoned: ((id: unknown, error: unknown) => void) | undefined;
  /** Made when there is one: most clients abandon nothing. */
  #abandoned: AbandonedIds | undefined;

  expect(id: number, awaiting: Awaiting): void {
    if (this.#awaiting === NONE) this.#awaiting = new Map();
    this.#awaiting.set(id, awaiting);
  }

  /** Whether a call waits for the reply of this id. */
  has(id: unknown): boolean {
    return this.#awaiting.has(id);
  }

  /** The call was not sent: no reply can come. */
  withdraw(id: number): void {
    this.#awaiting.delete(id);
  }

  /** The call needs no reply any more: if it comes nevertheless, it is not stray. */
  abandon(id: number): void {
    if (!this.#awaiting.delete(id)) return;
    this.#abandoned ??= new AbandonedIds();
    this.#abandoned.add(id);
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
    if (awaiting === undefined) return this.#unexpected(id, error);
    this.#awaiting.delete(id);
    awaiting.refused(error);
    return 'delivered';
  }

  #unexpected(id: unknown, error?: unknown): Delivered {
    if (!this.#abandoned?.delete(id)) return 'stray';
    this.onAbandoned?.(id, error);
    return 'abandoned';
  }

  /** The connection is gone, and so is every reply to come over it: what waited, oldest first. */
  clear(): Awaiting[] {
    const left = [...this.#awaiting.values()];
    this.connectionsGone += 1;
    this.#awaiting.clear();
    this.#abandoned = undefined;
    return left;
  }
}

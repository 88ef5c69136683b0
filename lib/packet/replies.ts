import type { ReplyPacket } from './packet.js';

/** Somebody who waits for a reply. */
export interface Awaiting {
  answered(reply: ReplyPacket): void;
}

/** What became of a reply that came in. */
export type Delivered = 'answered' | 'expected' | 'stray';

/** Of how many ids at least it is remembered that their reply, should it come, is nobody's any more. */
const REMEMBERED = 50_000;

/** Replies by id, and only by an id that is exactly the number sent. */
export class Replies {
  readonly #awaiting = new Map<unknown, Awaiting>();
  /** Counts the links that have gone. */
  gone = 0;
  /** Made when there is one: most clients abandon nothing. */
  #abandoned: Set<unknown> | undefined;
  #abandonedBefore: Set<unknown> | undefined;

  expect(id: number, awaiting: Awaiting): void {
    this.#awaiting.set(id, awaiting);
  }

  /** The call never left: no reply can come. */
  withdraw(id: number): void {
    this.#awaiting.delete(id);
  }

  /** Nobody waits any more: if the call left and was not answered, its reply may come and is nobody's concern. */
  abandon(id: number): void {
    if (!this.#awaiting.delete(id)) return;
    this.#abandoned ??= new Set();
    this.#abandoned.add(id);
    // A server that answers keeps this small; one that never does must not grow it without bound.
    if (this.#abandoned.size < REMEMBERED) return;
    this.#abandonedBefore = this.#abandoned;
    this.#abandoned = undefined;
  }

  deliver(reply: ReplyPacket): Delivered {
    const awaiting = this.#awaiting.get(reply.id);
    if (awaiting === undefined) {
      return this.#abandoned?.delete(reply.id) || this.#abandonedBefore?.delete(reply.id) ? 'expected' : 'stray';
    }
    this.#awaiting.delete(reply.id);
    awaiting.answered(reply);
    return 'answered';
  }

  /** The link is gone, and so is every reply to come over it: who waited, oldest first. */
  clear(): Awaiting[] {
    const left = [...this.#awaiting.values()];
    this.gone += 1;
    this.#awaiting.clear();
    this.#abandoned = undefined;
    this.#abandonedBefore = undefined;
    return left;
  }
}

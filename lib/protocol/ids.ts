import type { ProtocolRules } from './protocol.js';

/** The ids of a client's calls: they count up, and none is used for a second call on the same connection. */
export class Ids {
  readonly #first: number;
  readonly #given: NonNullable<ProtocolRules['ids']>;
  #next: number;

  constructor({ firstId = 1, ids = 'sent' }: Pick<ProtocolRules, 'firstId' | 'ids'>) {
    this.#first = firstId;
    this.#given = ids;
    this.#next = firstId;
  }

  next(): number {
    const id = this.#next;
    this.#next += 1;
    return id;
  }

  /** Of a call that is made. */
  whenMade(): number | undefined {
    return this.#given === 'made' ? this.next() : undefined;
  }

  /** Of a call that is sent: the one that it has, unless that was good for an earlier connection only. */
  whenSent(has: number | undefined): number {
    return has === undefined || this.#given === 'connection' ? this.next() : has;
  }

  /** A new connection begins. */
  connected(): void {
    if (this.#given === 'connection') this.#next = this.#first;
  }
}

import { MAX_TIMER_MS } from './long-timer.js';
import type { ReplayFacts } from './replay-step.js';

/** A client varies the time of `hedge` from 80 to 120 %. */
const LEAST = 0.8;
const SPREAD = 0.4;
/** `random` must return numbers below 1. */
const MOST = 0.999999999999;

/** The address for a recording without dials. */
export const NOBODY = 'ws://nobody.test/';

/** Provides the addresses and the chance with which a client dials and waits as recorded. It must be told what the client does. */
export class ReplayDials {
  /** The option `hedge` of the client, in ms. */
  hedge = Number.POSITIVE_INFINITY;
  /** Whether an attempt dialled several addresses. */
  readonly isHedged: boolean;
  readonly #facts: ReplayFacts;
  readonly #live = new Map<number, string>();
  /** The addresses that the client knows to have failed: it dials no other one instead of them. */
  readonly #failed = new Set<string>();
  #list: readonly string[] = [];
  #left: readonly string[] = [];
  #at: 'picking' | 'dialling' | 'dialled' = 'picking';
  #attempts = 0;
  #waited = 0;
  #hedged = 0;

  constructor(facts: ReplayFacts) {
    this.#facts = facts;
    this.isHedged = facts.dials.some(each => typeof each !== 'string');
  }

  /**
   * The addresses of the next attempt. If the attempt dials several, each dial gets its own form of the address, and the list
   * includes failed addresses: otherwise the client would dial a failed one again.
   */
  addresses(): readonly string[] {
    const { dials } = this.#facts;
    const attempt = [dials[Math.min(this.#attempts, dials.length - 1)] ?? NOBODY].flat();
    this.#at = 'picking';
    this.#attempts += 1;
    this.#left = this.isHedged ? attempt.map((address, i) => withName(address, `${this.#attempts}-${i}`)) : attempt;
    this.#list = this.isHedged ? [...this.#left, ...this.#failed] : attempt;
    return this.#list;
  }

  dialled(dial: number): void {
    const [address = '', ...left] = this.#left;
    this.#live.set(dial, address);
    this.#left = left;
    this.#at = 'dialled';
  }

  gone(dial: number, byClient: boolean): void {
    const address = this.#live.get(dial) ?? '';
    this.#live.delete(dial);
    if (byClient && this.#live.size > 0) return;
    this.#failed.add(address);
    if (this.#failed.size >= this.#list.length) this.#failed.clear();
  }

  waiting(): void {
    this.#waited += 1;
  }

  /** The client calls it to choose the first address, and for each hedge time and each wait. */
  random(): number {
    if (this.#at === 'picking') {
      this.#at = 'dialling';
      return 0;
    }
    return this.#at === 'dialled' && this.#live.size === 0 ? this.#ofWait() : this.#ofHedge();
  }

  #ofWait(): number {
    // Half a ms more, since the client rounds down.
    return ((this.#facts.waits[this.#waited] ?? 0) + 0.5) / MAX_TIMER_MS;
  }

  #ofHedge(): number {
    const ms = this.#facts.hedges?.[this.#hedged] ?? 0;
    this.#hedged += 1;
    return Math.min(MOST, Math.max(0, (ms / this.hedge - LEAST) / SPREAD));
  }
}

/** Another form of the server's address, with a user name. Statuses and errors show it without that name. */
const withName = (address: string, name: string): string => {
  const url = new URL(address);
  url.username = name;
  return url.href;
};

import { MAX_TIMER_MS } from './long-timer.js';
import type { ReplayFacts } from './replay-step.js';

/** A hedged client varies its time from 80 to 120 %. */
const LEAST = 0.8;
const SPREAD = 0.4;
/** The option `random` gives numbers below 1. */
const MOST = 0.999999999999;

/** The address where nothing was dialled. */
export const NOBODY = 'ws://nobody.test/';

/** What a client is given, so that it dials and waits as in the recording. It must hear of what the client does. */
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
   * The addresses of the next attempt. With several in one attempt, those of each dial have a name of their own, and those that
   * failed are in the list too: otherwise the client would take up again one that has failed.
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

  /** It is asked for the first of the addresses, for each time to hedge, and for each wait. */
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

/** Another address of the same server, which is shown as that of the server: a user's name is no part of it. */
const withName = (address: string, name: string): string => {
  const url = new URL(address);
  url.username = name;
  return url.href;
};

import { MAX_TIMER_MS } from './long-timer.js';
import type { ReplayFacts } from './replay-step.js';

/** A hedged client varies its time from 80 to 120 %. */
const LEAST = 0.8;
const SPREAD = 0.4;
/** The option `random` gives numbers below 1. */
const MOST = 1 - 1e-12;

/** What `random` returns, so that a client dials and waits as in the recording. It must hear of what the client does. */
export class ReplayChance {
  /** The option `hedge` of the client, in ms. */
  hedge = Number.POSITIVE_INFINITY;
  readonly #facts: ReplayFacts;
  readonly #live = new Set<number>();
  #at: 'picking' | 'dialling' | 'dialled' = 'picking';
  #waited = 0;
  #hedged = 0;

  constructor(facts: ReplayFacts) {
    this.#facts = facts;
  }

  /** The client asks for the addresses of its next attempt. */
  attempt(): void {
    this.#at = 'picking';
  }

  dialled(dial: number): void {
    this.#live.add(dial);
    this.#at = 'dialled';
  }

  gone(dial: number): void {
    this.#live.delete(dial);
  }

  waiting(): void {
    this.#waited += 1;
  }

  /** It is asked for the first of the addresses, for each time to hedge, and for each wait. */
  next(): number {
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

import { Deadlines } from './deadlines.js';
import { EarlyItems } from './early-items.js';
import { type Subscription, type SubscriptionPhase, WAITING } from './subscription.js';

/** The subscriptions of a client by what they ask for and, on the present connection, by the key of their items. */
export class SubscriptionTable {
  readonly early = new EarlyItems();
  /** In the order in which they were made. */
  readonly #byIdentity = new Map<string, Subscription>();
  readonly #byKey = new Map<unknown, Subscription>();
  readonly #deadlines: Deadlines<Subscription>;
  readonly #answerMs: number;

  /**
   * @param answerMs - how long the answer to a request may take, in ms; 0 or Infinity for ever
   * @param onLate - hears of each subscription whose answer did not come in that time
   */
  constructor(answerMs: number, onLate: (subscription: Subscription) => void) {
    this.#answerMs = answerMs;
    this.#deadlines = new Deadlines({ late: onLate });
  }

  /** In the order in which they were made; a copy, since handlers may add and delete. */
  all(): Subscription[] {
    return [...this.#byIdentity.values()];
  }

  /** The same, with those that handlers add meanwhile, and without those that they delete. */
  inOrder(): Iterable<Subscription> {
    return this.#byIdentity.values();
  }

  byIdentity(identity: string): Subscription | undefined {
    return this.#byIdentity.get(identity);
  }

  byKey(key: unknown): Subscription | undefined {
    return this.#byKey.get(key);
  }

  add(subscription: Subscription): void {
    this.#byIdentity.set(subscription.identity, subscription);
  }

  delete(subscription: Subscription): void {
    this.move(subscription, WAITING);
    this.#byIdentity.delete(subscription.identity);
  }

  /** Gives a subscription what its new phase needs: a deadline until the answer, and its key from then on. */
  move(subscription: Subscription, phase: SubscriptionPhase): void {
    const before = subscription.phase;
    if (before.at === 'requested') {
      this.#deadlines.drop(subscription, this.#answerMs);
      this.early.unexpect();
    }
    // Two subscriptions may have the same key: the later one keeps it.
    if (before.at === 'running' && this.#byKey.get(before.key) === subscription) this.#byKey.delete(before.key);
    subscription.phase = phase;
    if (phase.at === 'running') this.#byKey.set(phase.key, subscription);
    if (phase.at !== 'requested') return;
    this.early.expect();
    this.#deadlines.watch(subscription, this.#answerMs);
  }
}

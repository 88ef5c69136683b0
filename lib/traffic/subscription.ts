import { NEVER, type Subscription as RxSubscription, Subject, timer } from 'rxjs';
import type { Arguments, Body, SentRequest } from '../protocol/protocol.js';
import type { Awaiting } from '../protocol/replies.js';
import { MAX_TIMER_MS } from '../timers.js';
import { type Due, NEVER_DUE, type Timed } from './deadlines.js';

/**
 * Where a subscription is: not requested on the present connection, requested and without an answer that names its key, or
 * running, its items coming by its key.
 */
export type SubscriptionPhase =
  | { readonly at: 'waiting' }
  | { readonly at: 'requested'; readonly request: SentRequest }
  | { readonly at: 'running'; readonly request: SentRequest; readonly key: unknown };

export const WAITING: SubscriptionPhase = { at: 'waiting' };

/** What hears of the answers to the requests for subscriptions. */
export interface SubscriptionOwner {
  answered(subscription: Subscription, data: unknown): void;
  refused(subscription: Subscription, error: unknown): void;
}

/** One subscription on the wire, which all subscribers of the same method and arguments share, over all connections. */
export class Subscription implements Awaiting, Timed {
  readonly items$ = new Subject<unknown>();
  phase: SubscriptionPhase = WAITING;
  /** Runs while nobody is subscribed, and ends the subscription unless somebody subscribes again. */
  #linger: RxSubscription | undefined;
  due: Due = NEVER_DUE;
  before: this | undefined = undefined;
  after: this | undefined = undefined;

  constructor(
    /** The same for the same method and arguments. */
    readonly identity: string,
    readonly method: string,
    readonly args: Arguments,
    readonly body: Body,
    private readonly owner: SubscriptionOwner,
  ) {}

  /** Whether somebody is subscribed, or may be again before it has lingered long enough. */
  get isWanted(): boolean {
    return this.items$.observed || this.#linger !== undefined;
  }

  /** Whether it is to be requested on the present connection; a handler may have left it since. */
  get isRequestable(): boolean {
    return this.phase.at === 'waiting' && this.isWanted;
  }

  answered(data: unknown): void {
    this.owner.answered(this, data);
  }

  refused(error: unknown): void {
    this.owner.refused(this, error);
  }

  startLingering(ms: number, onOver: () => void): void {
    const over$ = ms > MAX_TIMER_MS ? NEVER : timer(ms);
    this.#linger = over$.subscribe(() => {
      this.#linger = undefined;
      onOver();
    });
  }

  stopLingering(): void {
    this.#linger?.unsubscribe();
    this.#linger = undefined;
  }
}

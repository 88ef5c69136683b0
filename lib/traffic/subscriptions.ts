import { Observable } from 'rxjs';
import { type BeamError, TimeoutError } from '../errors.js';
import { type Encoding, encode, unencodable } from '../protocol/encode.js';
import type { Arguments, Body, SentRequest } from '../protocol/protocol.js';
import type { Session } from '../session/session.js';
import type { SecretMask } from '../text/secrets.js';
import { Subscription, type SubscriptionOwner, type SubscriptionPhase, WAITING } from './subscription.js';
import { notAccepted, refusalOf } from './subscription-errors.js';
import { SubscriptionTable } from './subscription-table.js';
import { type CancelParts, cancelOnWire, expectLate, keyOf, requestOnWire } from './subscription-wire.js';

/** What the subscriptions of a client need of it. */
export interface SubscriptionsParts extends CancelParts {
  readonly encoding: Encoding;
  readonly secrets: SecretMask;
  /** How long the answer to a request may take, in ms; 0 or Infinity for ever. */
  readonly callTimeout: number;
}

/** The subscriptions of a client, over all its connections: each is requested again on each new session. */
export class Subscriptions implements SubscriptionOwner {
  readonly #parts: SubscriptionsParts;
  readonly table: SubscriptionTable;
  #session: Session | undefined;
  /** While it is, each subscription waits for its turn. */
  #isRestoring = false;
  #isCompleted = false;

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
    this.table = new SubscriptionTable(parts.callTimeout, subscription => this.#late(subscription));
  }

  /** @param lingerMs - how long it stays on the wire after its last subscriber has left */
  subscribe$(method: string, args: Arguments, lingerMs: number): Observable<unknown> {
    return new Observable(subscriber => {
      let body: Body;
      try {
        body = encode(this.#parts.encoding, method, args);
      } catch (cause) {
        return subscriber.error(unencodable(method, cause, this.#parts.secrets));
      }
      // Serializing runs code of the arguments, which may have ended it all.
      if (this.#isCompleted) return subscriber.complete();
      const subscription = this.#get(method, args, body);
      subscription.stopLingering();
      subscription.items$.subscribe(subscriber);
      // Before the request, since its handlers may unsubscribe.
      subscriber.add(() => {
        if (!subscription.items$.observed) this.#left(subscription, lingerMs);
      });
      if (!this.#isRestoring) this.#request(subscription);
    });
  }

  /** A session is set up: requests again every subscription that has subscribers, in the order in which they were made. */
  restore(session: Session): void {
    this.#session = session;
    this.#isRestoring = true;
    for (const subscription of this.table.inOrder()) this.#request(subscription);
    this.#isRestoring = false;
  }

  /** The connection is over, and its keys mean nothing any more. */
  ended(): void {
    this.#session = undefined;
    this.table.early.ended();
    for (const subscription of this.table.all()) {
      subscription.stopLingering();
      if (subscription.isWanted) this.table.move(subscription, WAITING);
      else this.table.delete(subscription);
    }
  }

  /** An item; false if no subscription has this key. */
  item(key: unknown, data: unknown): boolean {
    const subscription = this.table.byKey(key);
    subscription?.items$.next(data);
    return subscription !== undefined;
  }

  /** The server ended a subscription; false if none has this key. */
  end(key: unknown, error: unknown): boolean {
    const subscription = this.table.byKey(key);
    if (subscription === undefined) return false;
    if (error === undefined || error === null) this.#complete(subscription);
    else this.refused(subscription, error);
    return true;
  }

  complete(): void {
    this.#isCompleted = true;
    for (const subscription of this.table.all()) this.#complete(subscription);
  }

  answered(subscription: Subscription, data: unknown): void {
    const { phase } = subscription;
    if (phase.at !== 'requested') return;
    let key: unknown;
    try {
      key = keyOf(this.#parts.rules, data, phase.request);
    } catch (cause) {
      return this.#fail(subscription, notAccepted(phase.request, data, cause, this.#parts.secrets));
    }
    if (!subscription.isWanted) {
      this.#forget(subscription);
      return this.#cancel(phase.request, key);
    }
    const early = this.table.early.take(key);
    this.table.move(subscription, { at: 'running', request: phase.request, key });
    for (const item of early?.items ?? []) subscription.items$.next(item);
    if (early?.end !== undefined && this.table.byKey(key) === subscription) this.end(key, early.end.error);
  }

  refused(subscription: Subscription, error: unknown): void {
    const { phase } = subscription;
    if (phase.at === 'waiting') return;
    this.#fail(subscription, refusalOf(phase.request, error, this.#parts.secrets));
  }

  #get(method: string, args: Arguments, body: Body): Subscription {
    const identity = `${method}\n${body}`;
    const has = this.table.byIdentity(identity);
    if (has !== undefined) return has;
    const copy = Array.isArray(args) ? [...args] : { ...args };
    const subscription = new Subscription(identity, method, copy, body, this);
    this.table.add(subscription);
    return subscription;
  }

  #request(subscription: Subscription): void {
    const session = this.#session;
    if (session === undefined || !session.isOpen() || !subscription.isRequestable) return;
    const { rules, replies } = this.#parts;
    const { method, args } = subscription;
    const id = session.ids.next();
    const request = { id, method, args };
    const isKnown = rules.key === undefined;
    const phase: SubscriptionPhase = isKnown ? { at: 'running', request, key: id } : { at: 'requested', request };
    this.table.move(subscription, phase);
    try {
      if (requestOnWire(session, replies, subscription, id)) return;
    } catch (cause) {
      return this.#fail(subscription, unencodable(method, cause, this.#parts.secrets));
    }
    // A connection that ended within the send has given it up already, and the next one may have requested it.
    if (subscription.phase !== phase) return;
    // The end of the connection is on its way, and the next one requests it again.
    replies.withdraw(id);
    this.table.move(subscription, WAITING);
    if (!subscription.isWanted) this.table.delete(subscription);
  }

  #left(subscription: Subscription, lingerMs: number): void {
    if (this.table.byIdentity(subscription.identity) !== subscription) return;
    if (lingerMs <= 0 || subscription.phase.at === 'waiting') return this.#end(subscription);
    subscription.startLingering(lingerMs, () => this.#end(subscription));
  }

  /** Nobody wants it any more. One whose key is not known yet is cancelled when its answer names it. */
  #end(subscription: Subscription): void {
    const { phase } = subscription;
    if (phase.at === 'requested') return;
    this.#forget(subscription);
    if (phase.at === 'running') this.#cancel(phase.request, phase.key);
  }

  #cancel(request: SentRequest, key: unknown): void {
    if (this.#session === undefined) return;
    this.table.early.cancelled(key);
    cancelOnWire(this.#session, this.#parts, request, key);
  }

  #late(subscription: Subscription): void {
    const { method, phase } = subscription;
    if (phase.at !== 'requested') return;
    const session = this.#session;
    this.#fail(subscription, new TimeoutError(method, phase.request.id, this.#parts.callTimeout));
    if (session === undefined || session !== this.#session) return;
    expectLate(this.#parts, phase.request, key => this.#cancel(phase.request, key));
  }

  #complete(subscription: Subscription): void {
    this.#forget(subscription);
    subscription.items$.complete();
  }

  #fail(subscription: Subscription, error: BeamError): void {
    this.#forget(subscription);
    subscription.items$.error(error);
  }

  #forget(subscription: Subscription): void {
    const { phase } = subscription;
    subscription.stopLingering();
    if (phase.at !== 'waiting') this.#parts.replies.abandon(phase.request.id);
    this.table.delete(subscription);
  }
}

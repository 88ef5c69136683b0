import { type BeamError, NoMethodHandlerError } from '../errors.js';
import { LazySubject } from '../link/lazy-subject.js';
import type { SecretMask } from '../text/secrets.js';
import { badFrame } from './bad-frame.js';
import type { BasicReceiver } from './basic-receiver.js';
import { EventsByName } from './events-by-name.js';
import { type Delivered, Replies } from './replies.js';

/** Hears of frames that are no messages, and of replies for which no call is pending. */
export interface Reporter {
  report(error: BeamError): void;
}

/**
 * Hands each message to the call that waits for its id, or to the subscribers of its name. A Map for each, since a `filter`
 * for each call or name would make the work per message grow with their number.
 */
export class Demux implements BasicReceiver {
  readonly replies = new Replies();
  readonly events = new EventsByName();
  /** Every message, before it is routed; where it goes is settled by then, whatever a subscriber does to it. */
  readonly packets$ = new LazySubject<unknown>();
  readonly #reporter: Reporter;
  readonly #secrets: SecretMask;

  constructor(reporter: Reporter, secrets: SecretMask) {
    this.#reporter = reporter;
    this.#secrets = secrets;
  }

  reply(id: unknown, data: unknown, message: unknown): void {
    const { connectionsGone } = this.replies;
    if (this.packets$.observed) this.packets$.next(message);
    this.#check(this.replies.reply(id, data), id, connectionsGone);
  }

  refusal(id: unknown, error: unknown, message: unknown): void {
    const { connectionsGone } = this.replies;
    if (this.packets$.observed) this.packets$.next(message);
    this.#check(this.replies.refusal(id, error), id, connectionsGone);
  }

  event(name: string, data: unknown, message: unknown): void {
    if (this.packets$.observed) this.packets$.next(message);
    this.events.emit(name, data);
  }

  bad(why: string, frame: unknown, cause?: unknown): void {
    this.#reporter.report(badFrame(why, frame, cause, this.#secrets));
  }

  /** If a subscriber of `packets$` has just ended the connection, no call waits any more, and the reply is not stray. */
  #check(delivered: Delivered, id: unknown, connectionsGone: number): void {
    if (delivered === 'stray' && this.replies.connectionsGone === connectionsGone) {
      this.#reporter.report(new NoMethodHandlerError(this.#secrets.maskValue(id)));
    }
  }

  complete(): void {
    this.packets$.complete();
    this.events.complete();
  }
}

import { ClientActivity } from '../activity/client-activity.js';
import { CallError, type CallErrorKind, ReplyError, TimeoutError } from '../errors.js';
import { LazySubject } from '../link/lazy-subject.js';
import type { Replies } from '../protocol/replies.js';
import { quote } from '../text/quote.js';
import type { SecretMask } from '../text/secrets.js';
import { refusalMessage } from '../text/server-error.js';
import { Call, type CallOwner } from './call.js';
import { type DeadlineOwner, Deadlines } from './deadlines.js';
import { SetUpQueue } from './set-up-queue.js';
import { Spool, type SpoolOptions } from './spool.js';

/** The calls between being made and being settled, wherever they are. Settles each once. */
export class UnsettledCalls implements CallOwner, DeadlineOwner<Call> {
  /** Emits each time that no call is left. */
  readonly idle$ = new LazySubject<void>();
  readonly spool: Spool;
  readonly waitingForSetUp = new SetUpQueue();
  readonly activity: ClientActivity;
  /** Hears of each sent call whose caller waits no longer for it, before it is settled. */
  onCancelled: ((call: Call) => void) | undefined;
  /** Hears of each call that is over, once it is settled. */
  onSettled: (() => void) | undefined;
  readonly #replies: Replies;
  readonly #secrets: SecretMask;
  /** Of a spooled call its ttl, of one in flight its timeout. */
  readonly #deadlines = new Deadlines<Call>(this);
  #count = 0;

  constructor(replies: Replies, spool: SpoolOptions, secrets: SecretMask, activity = new ClientActivity()) {
    this.activity = activity;
    this.#replies = replies;
    this.#secrets = secrets;
    this.spool = new Spool(spool, this.#deadlines);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** How many calls were sent and are not settled; and one more while a call is being made. */
  get inFlight(): number {
    return this.#count - this.spool.size - this.waitingForSetUp.size;
  }

  add(): void {
    this.#count += 1;
  }

  /** The call is handed to a socket: takes it out of where it waited, and begins its time. */
  sent(call: Call, waited: Call['stage']): void {
    this.activity.handing(call);
    call.stage = 'sent';
    call.wasSent = true;
    this.#takeOut(call, waited);
    if (!call.settings.noReply) this.startDeadline(call);
  }

  /** The socket did not take the call, which was the first to wait. */
  takeBack(call: Call, waited: Call['stage'], wasSent: boolean): void {
    this.stopDeadline(call);
    call.stage = waited;
    call.wasSent = wasSent;
    if (waited === 'spooled') this.spool.putBack([call]);
    if (waited === 'set-up') this.waitingForSetUp.putFirst([call]);
  }

  /** Makes a call part of the next connection's set-up. Of too many, an old one is rejected: an outage may be long. */
  waitForSetUp(call: Call): void {
    call.stage = 'set-up';
    const victim = this.waitingForSetUp.push(call);
    if (victim !== undefined) this.reject(victim, 'overflow', 'too many such calls wait for a connection');
  }

  /** The session is over: calls of set-ups that took their turn in the spool are part of the next set-up again. */
  returnToSetUp(): void {
    const calls = [...this.spool].filter(({ settings }) => settings.whenDown === 'set-up');
    for (const call of calls) {
      this.spool.remove(call);
      call.stage = 'set-up';
    }
    if (calls.length > 0) this.waitingForSetUp.putFirst(calls);
  }

  startDeadline(call: Call): void {
    this.#deadlines.watch(call, call.replyMs);
  }

  stopDeadline(call: Call): void {
    this.#deadlines.drop(call, call.replyMs);
  }

  /** The connection is gone: no reply can come to the calls that were in flight, which are given back, oldest first. */
  takeInFlight(): Call[] {
    const calls = this.#replies.clear().filter(awaiting => awaiting instanceof Call);
    for (const call of calls) this.#pauseDeadline(call);
    return calls;
  }

  #pauseDeadline(call: Call): void {
    const left = this.#deadlines.left(call, call.replyMs);
    this.stopDeadline(call);
    call.replyMs = left;
  }

  /** The server did not act on a call, which goes again: whatever the spool's limit. One of an earlier connection may have. */
  putBack(call: Call): void {
    this.#pauseDeadline(call);
    call.wasSent = call.losses > 0;
    this.spool.putBack([call]);
  }

  answered(call: Call, data: unknown): void {
    this.succeed(call, call.settings.noReply ? undefined : data);
  }

  refused(call: Call, error: unknown): void {
    const { id, method, settings } = call;
    if (settings.rawServerErrors) return this.fail(call, error);
    // The caller gets the error as sent; the message, which may reach a log, holds no secret that the server repeats.
    const message = refusalMessage(method, this.#secrets.maskValue(error));
    this.fail(call, new ReplyError(method, id as number, error, message));
  }

  /** @param isShared - whether the reply is that to another call, which stood for this one too */
  succeed(call: Call, data: unknown, isShared = false): void {
    if (!this.#settleOnce(call)) return;
    this.activity.succeeded(call);
    call.resolve(data, isShared);
    this.#announceEnd();
  }

  fail(call: Call, error: unknown): void {
    if (!this.#settleOnce(call)) return;
    this.activity.failedCall(call, error);
    call.reject(error);
    this.#announceEnd();
  }

  reject(call: Call, kind: CallErrorKind, why: string, options?: ErrorOptions): void {
    const { method, id, wasSent, stage } = call;
    if (kind === 'aborted' && stage === 'sent') this.onCancelled?.(call);
    const delivery = wasSent ? 'unknown' : 'never';
    const said = wasSent ? 'was sent, but not answered' : 'was not sent';
    const message = `the call of ${quote(method)} ${said}: ${why}`;
    this.fail(call, new CallError(message, { method, id, kind, delivery }, options));
  }

  /** The caller needs no answer any more: an unsent call is never sent, and a reply still to come is ignored. */
  cancel(call: Call): void {
    if (call.stage === 'sent') this.onCancelled?.(call);
    if (!this.#settleOnce(call)) return;
    this.activity.cancelled(call);
    this.#announceEnd();
  }

  /** Its caller has unsubscribed. Of a call that belongs to set-ups, who remembers its arguments must hear that it is over. */
  unsubscribed(call: Call): void {
    if (call.settings.whenDown === 'set-up') this.reject(call, 'aborted', 'its caller has unsubscribed');
    else this.cancel(call);
  }

  late(call: Call): void {
    const { method, id, settings } = call;
    if (call.stage === 'spooled') this.reject(call, 'expired', `it waited ${this.spool.ttl} ms in the spool`);
    else {
      this.onCancelled?.(call);
      this.fail(call, new TimeoutError(method, id, settings.timeout));
    }
  }

  /** Takes the call out of wherever it is; false when it was settled before. */
  #settleOnce(call: Call): boolean {
    const { stage } = call;
    if (stage === 'settled') return false;
    this.#takeOut(call, stage);
    if (stage === 'sent') {
      this.stopDeadline(call);
      if (call.id !== undefined) this.#replies.abandon(call.id);
    }
    call.settle();
    this.#count -= 1;
    return true;
  }

  #takeOut(call: Call, waited: Call['stage']): void {
    if (waited === 'spooled') this.spool.remove(call);
    if (waited === 'set-up') this.waitingForSetUp.delete(call);
  }

  #announceEnd(): void {
    this.onSettled?.();
    if (this.#count === 0) this.idle$.next();
  }
}

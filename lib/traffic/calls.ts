import { asyncScheduler, type Observable, Subject } from 'rxjs';
import type { Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import { BootReminder } from './boot-reminder.js';
import type { Call } from './call.js';
import { ADMITTING, type Admission, type CallsParts, type Passage, SHUT } from './calls-state.js';
import { sendCall } from './send-call.js';
import type { SpoolOptions } from './spool.js';
import { UnsettledCalls } from './unsettled-calls.js';

/** How many spooled calls leave in one turn of the event loop: a long flush must not hold up timers and frames. */
const MAX_CALLS_PER_TURN = 4_096;

/** After how many lost connections a call is not sent again: its answer may be what ends them. */
const MAX_LOSSES = 3;

/** Moves calls: to the socket while there is a session, and until then into the spool. */
export class Calls {
  /** Each call as it is spooled. */
  readonly spooled$ = new Subject<unknown>();
  readonly unsettled: UnsettledCalls;
  readonly #packet: CallsParts['packet'];
  readonly #replies: Replies;
  /** Until the first `boot()` or `close()`. */
  #reminder: BootReminder | undefined;
  #passage: Passage = SHUT;
  #admission: Admission = ADMITTING;

  constructor({ packet, replies, secrets, warn }: CallsParts, spool: SpoolOptions) {
    this.#packet = packet;
    this.#replies = replies;
    this.unsettled = new UnsettledCalls(replies, spool, secrets);
    this.#reminder = new BootReminder(this.unsettled, warn);
  }

  /** Whether every call is settled, and everything that was handed to the socket has left it. */
  get isIdle(): boolean {
    const { session } = this;
    return this.unsettled.isEmpty && (session === undefined || session.bufferedAmount() === 0);
  }

  /** The session while calls pass, from the spool or freely. */
  get session(): Session | undefined {
    return (this.#passage as { session?: Session }).session;
  }

  /** Emits each time that no call is left unsettled. */
  get idle$(): Observable<void> {
    return this.unsettled.idle$;
  }

  /** Sends the call, spools it until there is a session, or rejects it. */
  submit(call: Call): void {
    this.unsettled.add();
    if (this.#admission.at !== 'admitting') return this.#close(call, this.#admission.cause);
    if (this.#passage.at === 'open' && sendCall(call, this.#passage.session, this.unsettled, this.#replies)) return;
    this.#wait(call);
  }

  #wait(call: Call): void {
    this.#reminder?.remind();
    switch (call.settings.whenDown) {
      case 'reject':
        return this.unsettled.reject(call, 'not-connected', 'no connection is ready, and it does not wait for one');
      case 'set-up':
        // The set-up is over while the spool is flushed, so the call takes its turn there.
        if (this.#passage.at === 'flushing') return this.unsettled.spool.admit(call);
        return this.unsettled.waitForSetUp(call);
      case 'spool':
        return this.#putIntoSpool(call);
    }
  }

  #putIntoSpool(call: Call): void {
    const { spool } = this.unsettled;
    // A call that a handler makes during a turn of the flush leaves in it, so there is room for it.
    const isLeaving = this.#passage.at === 'flushing' && this.#passage.next === undefined;
    const victim = isLeaving ? spool.admit(call) : spool.push(call);
    if (victim !== call) this.#announceSpooled(call);
    if (victim !== undefined) this.unsettled.reject(victim, 'overflow', 'the spool is full');
  }

  #announceSpooled({ id, method, body }: Call): void {
    if (this.spooled$.observed) this.spooled$.next(this.#packet(id, method, body));
  }

  /**
   * There is a session: sends what has waited, in order and before any later call. False when the session is over already,
   * since its socket takes no more or a handler ended it.
   */
  open(session: Session): boolean {
    if (this.#admission.at === 'closing') return false;
    const flushing: Passage = { at: 'flushing', session, next: undefined };
    this.#passage = flushing;
    return this.#flush(flushing);
  }

  #flush(flushing: Passage & { at: 'flushing' }): boolean {
    const { session } = flushing;
    const { waitingForSetUp, spool } = this.unsettled;
    flushing.next = undefined;
    let room = MAX_CALLS_PER_TURN;
    for (const queue of [waitingForSetUp, spool]) {
      for (const call of queue) {
        if (room === 0) {
          flushing.next = asyncScheduler.schedule(() => this.#flush(flushing));
          return true;
        }
        room -= 1;
        const isSent = sendCall(call, session, this.unsettled, this.#replies);
        if (this.#passage !== flushing) return false;
        if (isSent) continue;
        // Shut, or the spool would take in any number of calls until the socket's end is reported.
        this.#passage = SHUT;
        return false;
      }
    }
    this.#passage = { at: 'open', session };
    return true;
  }

  /** The session is over: the calls in flight are sent again on the next one if they may be, or else rejected. */
  shut(): void {
    this.#shutPassage();
    if (this.#admission.at === 'closing') return;
    this.unsettled.returnToSetUp();
    const inFlight = this.unsettled.takeInFlight();
    const again = inFlight.filter(call => {
      call.losses += 1;
      return call.settings.resend && call.losses < MAX_LOSSES;
    });
    this.unsettled.spool.putBack(again);
    for (const call of again) if (call.stage === 'spooled') this.#announceSpooled(call);
    for (const call of inFlight) {
      if (call.stage !== 'sent') continue;
      this.unsettled.reject(call, 'disconnected', 'the connection was lost before the answer came');
    }
  }

  #shutPassage(): void {
    if (this.#passage.at === 'flushing') this.#passage.next?.unsubscribe();
    this.#passage = SHUT;
  }

  /** New calls are taken again. */
  accept(): void {
    this.#forgetReminder();
    this.#admission = ADMITTING;
  }

  /** New calls are rejected as `closed`; the others go on. */
  beginDraining(): void {
    this.#admission = { at: 'draining' };
  }

  /** From now on no call is sent. The calls are rejected by {@link closeAll}, once the socket is left. */
  beginClosing(cause?: unknown): void {
    this.#forgetReminder();
    this.#admission = cause === undefined ? { at: 'closing' } : { at: 'closing', cause };
  }

  /** Every call is over: those in flight, those that wait, and new ones. */
  closeAll(cause?: unknown): void {
    this.beginClosing(cause);
    this.#shutPassage();
    const { waitingForSetUp, spool } = this.unsettled;
    for (const call of [...this.unsettled.takeInFlight(), ...waitingForSetUp, ...spool]) this.#close(call, cause);
  }

  #forgetReminder(): void {
    this.#reminder?.stop();
    this.#reminder = undefined;
  }

  #close(call: Call, cause: unknown): void {
    this.unsettled.reject(call, 'closed', 'the client is closed', cause === undefined ? undefined : { cause });
  }
}

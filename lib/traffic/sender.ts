import { asyncScheduler } from 'rxjs';
import type { Replies } from '../protocol/replies.js';
import type { Session } from '../session/session.js';
import { MAX_TIMER_MS } from '../timers.js';
import type { Call } from './call.js';
import { type Flushing, type Held, type Passage, SHUT } from './calls-state.js';
import { FlushTurn } from './flush-turn.js';
import { sendCall } from './send-call.js';
import type { SendingLimits } from './sending-limits.js';
import type { UnsettledCalls } from './unsettled-calls.js';

/** Hands calls to the session: those that wait in their order, before any later call, and as fast as the limits allow. */
export class Sender {
  readonly #unsettled: UnsettledCalls;
  readonly #replies: Replies;
  /** Undefined if there is none. */
  readonly #limits: SendingLimits | undefined;
  #passage: Passage = SHUT;

  constructor(unsettled: UnsettledCalls, replies: Replies, limits: SendingLimits | undefined) {
    this.#unsettled = unsettled;
    this.#replies = replies;
    this.#limits = limits;
    if (limits !== undefined) unsettled.onSettled = () => this.look();
  }

  /** The session while calls pass, from the spool or freely. */
  get session(): Session | undefined {
    return (this.#passage as { session?: Session }).session;
  }

  /** Whether what waits is being sent to a session, of which nobody has heard yet. */
  get isFlushing(): boolean {
    return this.#passage.at === 'flushing';
  }

  /** Whether there is a session, and calls wait nevertheless. */
  get isStopped(): boolean {
    const passage = this.#passage;
    return passage.at === 'held' || (passage.at === 'open' && this.#limits !== undefined && passage.session.isOpen());
  }

  /** Whether the socket takes all that waits, as fast as the turns of the flush come. */
  get takesAll(): boolean {
    return this.#passage.at === 'flushing' && this.#passage.pauseMs === 0 && this.#limits === undefined;
  }

  /** Sends a call that is made now. False if it must wait, or be rejected. */
  offer(call: Call): boolean {
    const passage = this.#passage;
    if (passage.at === 'open' && this.#limits === undefined) return this.#send(call, passage.session);
    return passage.at !== 'shut' && this.#offer(call, passage);
  }

  #offer(call: Call, passage: Exclude<Passage, { at: 'shut' }>): boolean {
    const { whenDown } = call.settings;
    const { session } = passage;
    if (whenDown === 'session') return this.#send(call, session);
    const limits = this.#limits;
    if (passage.at === 'flushing' && passage.isFirst) return false;
    const isForced = whenDown === 'reject' || whenDown === 'ping';
    if (isForced) return (limits?.mayForce(call) ?? true) && this.#sendLimited(call, session);
    if (limits === undefined || passage.at !== 'open' || this.#isWaiting()) return false;
    if (limits.waitOfNewMs(session) > 0) return false;
    return this.#sendLimited(call, session);
  }

  /** Whether it is a limit that stops a call which does not wait. */
  isPaced(call: Call): boolean {
    const passage = this.#passage;
    if (this.#limits === undefined || passage.at === 'shut' || (passage.at === 'flushing' && passage.isFirst))
      return false;
    return passage.session.isOpen() && !this.#limits.mayForce(call);
  }

  #send(call: Call, session: Session): boolean {
    return sendCall(call, session, this.#unsettled, this.#replies);
  }

  #sendLimited(call: Call, session: Session): boolean {
    this.#limits?.leaving(call);
    const isSent = this.#send(call, session);
    this.#limits?.left(call, isSent);
    return isSent;
  }

  #isWaiting(): boolean {
    return this.#unsettled.spool.size > 0 || this.#unsettled.waitingForSetUp.size > 0;
  }

  /**
   * There is a session: sends what has waited, in order and before any later call. False when the session is over already,
   * since its socket takes no more or a handler ended it.
   */
  open(session: Session): boolean {
    this.#limits?.connected();
    return this.#flush({ at: 'flushing', session, next: undefined, pauseMs: 0, isFirst: true });
  }

  #flush(flushing: Flushing): boolean {
    const { session } = flushing;
    const { waitingForSetUp, spool } = this.#unsettled;
    this.#passage = flushing;
    flushing.next = undefined;
    flushing.pauseMs = 0;
    const turn = new FlushTurn(this.#limits?.highWater);
    do {
      for (const queue of [waitingForSetUp, spool]) {
        for (const call of queue) {
          const wait = this.#limits?.waitMs(session) ?? 0;
          // Frames that the limits held back may have left with that, and ended the session.
          if (this.#passage !== flushing) return false;
          if (wait > 0) {
            this.#hold(session, wait);
            return true;
          }
          const pause = turn.pauseMs(session.bufferedAmount());
          if (pause !== undefined) {
            this.#flushLater(flushing, pause);
            return true;
          }
          const isSent = this.#sendLimited(call, session);
          if (this.#passage !== flushing) return false;
          if (isSent) continue;
          // Shut, or the spool would take in any number of calls until the socket's end is reported.
          this.#passage = SHUT;
          return false;
        }
      }
      // A call that was refused within its sending is back.
    } while (this.#isWaiting());
    this.#passage = { at: 'open', session };
    return true;
  }

  #flushLater(flushing: Flushing, pauseMs: number): void {
    flushing.isFirst = false;
    flushing.pauseMs = pauseMs;
    flushing.next = asyncScheduler.schedule(() => this.#flush(flushing), pauseMs);
  }

  #hold(session: Session, wait: number): void {
    const held: Held = { at: 'held', session, next: undefined, nextAt: Number.POSITIVE_INFINITY };
    this.#passage = held;
    this.#lookIn(held, wait);
  }

  #lookIn(held: Held, wait: number): void {
    held.next?.unsubscribe();
    held.next = undefined;
    held.nextAt = (this.#limits?.now() ?? 0) + wait;
    // Otherwise the end of a call is what lets another one leave.
    if (!Number.isFinite(wait)) return;
    held.next = asyncScheduler.schedule(() => this.#goOn(held), Math.min(Math.ceil(wait), MAX_TIMER_MS));
  }

  #goOn({ session }: { readonly session: Session }): void {
    this.#flush({ at: 'flushing', session, next: undefined, pauseMs: 0, isFirst: false });
  }

  /** Something has changed: calls may leave that had to wait, or calls wait that did not. */
  look(): void {
    const passage = this.#passage;
    if (this.#limits === undefined || (passage.at !== 'open' && passage.at !== 'held')) return;
    const isWaiting = this.#isWaiting();
    if (passage.at === 'open') {
      if (isWaiting) this.#goOn(passage);
      return;
    }
    const wait = isWaiting ? this.#limits.waitMs(passage.session) : 0;
    // Frames that the limits held back may have left with that, and changed it all.
    if (this.#passage !== passage) return;
    if (wait > 0) {
      if (this.#limits.now() + wait < passage.nextAt) this.#lookIn(passage, wait);
      return;
    }
    passage.next?.unsubscribe();
    this.#goOn(passage);
  }

  /** The session is over. */
  shut(): void {
    const passage = this.#passage;
    if (passage.at === 'flushing' || passage.at === 'held') passage.next?.unsubscribe();
    this.#passage = SHUT;
  }
}

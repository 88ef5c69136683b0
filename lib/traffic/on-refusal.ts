import type { Subscription } from 'rxjs';
import { monotonicClock } from '../timers.js';
import type { Call, CallOwner } from './call.js';
import type { Pace, PacedCalls, Pacer, StartablePace } from './pace.js';
import { RefusalStop } from './refusal-stop.js';
import { RefusedCalls } from './refused-calls.js';

/** How many calls without a reply are known by their method. The oldest are forgotten. */
const MAX_WITHOUT_REPLY = 1_000;

/**
 * For the option `pace`: if the server refuses a call as too fast, the client sends it again. It first sends no calls for as long as
 * the server asks, or else for 1 s, doubled up to 30 s. Then it sends a single call as a trial.
 */
export const onRefusal = (): Pace => ({ pace: 'on refusal', start: calls => new RefusalPacer(calls) }) as StartablePace;

class RefusalPacer implements Pacer, CallOwner {
  readonly #calls: PacedCalls;
  readonly #refused: RefusedCalls;
  readonly #stop = new RefusalStop();
  #now = monotonicClock();
  /** The call that goes alone, after a stop. */
  #trial: { readonly call: Call; readonly settled: Subscription } | undefined;
  /** The calls that want no reply, by id: a refusal of one is reported. */
  readonly #withoutReply = new Map<unknown, Call>();

  constructor(calls: PacedCalls) {
    this.#calls = calls;
    this.#refused = new RefusedCalls(calls);
    calls.replies.onAbandoned = (id, error) => this.#late(id, error);
  }

  get owner(): CallOwner {
    return this;
  }

  connected(now: () => number): void {
    this.#now = now;
    this.#withoutReply.clear();
    // It may wait in the spool, to be sent again.
    this.#endTrial();
  }

  waitMs(now: number): number {
    return this.#stop.waitMs(now);
  }

  leaving(call: Call, now: number): void {
    this.#refused.leaving(call);
    if (!this.#stop.leaving(now)) return;
    // Before it is sent, since a socket may answer within its own `send`.
    const settled = call.settled$.subscribe(() => {
      if (call.settings.noReply) this.#stop.isQuiet(this.#now());
      else this.#endTrial();
    });
    this.#trial = { call, settled };
  }

  left(call: Call, isSent: boolean): void {
    if (!isSent && this.#trial?.call === call) this.#endTrial();
    const { id, settings } = call;
    if (!isSent || !settings.noReply || id === undefined) return;
    this.#withoutReply.set(id, call);
    if (this.#withoutReply.size <= MAX_WITHOUT_REPLY) return;
    const [oldest] = this.#withoutReply.keys();
    this.#withoutReply.delete(oldest);
  }

  answered(call: Call, data: unknown): void {
    this.#accepted(call);
    this.#calls.owner.answered(call, data);
  }

  refused(call: Call, error: unknown): void {
    const meaning = this.#calls.tooFast(error);
    if (meaning === undefined) this.#accepted(call);
    else this.#tooFast(call, meaning.wait);
    if (meaning === undefined || !this.#sendAgain(call, error)) this.#calls.owner.refused(call, error);
  }

  #tooFast(call: Call | undefined, wait: number | undefined): void {
    const isTrial = call !== undefined && this.#trial?.call === call;
    this.#stop.refused(this.#now(), isTrial, wait);
    if (isTrial) this.#endTrial();
  }

  /** False if it cannot be sent again, and rejects. */
  #sendAgain(call: Call, error: unknown): boolean {
    if (call.settings.noReply) this.#calls.reportRefusal(call, error);
    else if (!this.#refused.putBack(call, error)) return false;
    this.#calls.look();
    return true;
  }

  #accepted(call: Call): void {
    if (this.#trial?.call !== call) return;
    this.#stop.succeeded(this.#now());
    this.#endTrial();
  }

  #endTrial(): void {
    this.#trial?.settled.unsubscribe();
    this.#trial = undefined;
    this.#stop.gaveUp();
  }

  /** A reply came to a call that wants none any more. */
  #late(id: unknown, error: unknown): void {
    const call = this.#withoutReply.get(id);
    this.#withoutReply.delete(id);
    const meaning = error === undefined ? undefined : this.#calls.tooFast(error);
    if (meaning !== undefined) {
      this.#tooFast(call, meaning.wait);
      if (call !== undefined) this.#calls.reportRefusal(call, error);
    } else if (call !== undefined) this.#accepted(call);
    this.#calls.look();
  }
}

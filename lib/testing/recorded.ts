import { ACTIVITY, type ActivitySource } from '../activity/activity.js';
import { ClientActivity } from '../activity/client-activity.js';
import type { Counts } from '../activity/counts.js';
import type { Status } from '../index.js';
import type { ChatRecord, MadeCall, Move } from './chat-record.js';
import { EntryLog } from './entry-log.js';

/** What a test does to a double, kept and told to those who observe it. */
export abstract class Recorded implements ChatRecord {
  readonly #calls = new EntryLog<MadeCall>();
  readonly calls$ = this.#calls.entries$;
  readonly #cancelled = new EntryLog<MadeCall>();
  readonly cancelled$ = this.#cancelled.entries$;
  readonly #moves = new EntryLog<Move>();
  readonly moves$ = this.#moves.entries$;
  readonly #activity = new ClientActivity('beam');

  get calls(): readonly MadeCall[] {
    return this.#calls.entries;
  }

  get cancelled(): readonly MadeCall[] {
    return this.#cancelled.entries;
  }

  get moves(): readonly Move[] {
    return this.#moves.entries;
  }

  abstract readonly status: Status;

  /** How many sessions there were. */
  protected abstract readonly sessions: number;
  /** How many calls wait for their replies. */
  protected abstract readonly inFlight: number;

  /** For the calls of the double. */
  protected get recorder() {
    return {
      made: (call: MadeCall) => this.#calls.add(call),
      cancelled: (call: MadeCall) => this.#cancelled.add(call),
      activity: this.#activity,
    };
  }

  protected moved(move: Move): void {
    this.#activity.tell(move.did === 'boot' ? { type: 'boot' } : { type: 'close', options: move.options ?? {} });
    this.#moves.add(move);
  }

  get [ACTIVITY](): ActivitySource {
    const activity = this.#activity;
    const counts = (): Counts =>
      Object.freeze({
        session: this.sessions,
        addresses: Object.freeze([]),
        roundTripMs: activity.roundTripMs,
        calls: activity.calls({ inFlight: this.inFlight, spooled: 0 }),
        frames: activity.frames,
        bufferedAmount: 0,
        waitingFor: undefined,
      });
    const { protocol, activity$ } = activity;
    return { protocol, activity$, counts, mask: text => text, options: {} };
  }
}

import { ACTIVITY, type ActivitySource } from '../activity/activity.js';
import { ClientActivity } from '../activity/client-activity.js';
import type { Counts } from '../activity/counts.js';
import type { Arguments, Status } from '../index.js';
import type { DoubleRecord, MadeCall, Move } from './double-record.js';
import { EntryLog } from './entry-log.js';

/** What a test does to a double, kept and told to those who observe it. */
export abstract class Recorded<Args extends Arguments> implements DoubleRecord<Args> {
  readonly #calls = new EntryLog<MadeCall<Args>>();
  readonly calls$ = this.#calls.entries$;
  readonly #cancelled = new EntryLog<MadeCall<Args>>();
  readonly cancelled$ = this.#cancelled.entries$;
  readonly #moves = new EntryLog<Move>();
  readonly moves$ = this.#moves.entries$;
  readonly #activity = new ClientActivity();

  constructor() {
    // Not a member with that name: a class whose names are computed is kept by bundlers for nothing.
    Object.defineProperty(this, ACTIVITY, { get: () => this.#source() });
  }

  get calls(): readonly MadeCall<Args>[] {
    return this.#calls.entries;
  }

  get cancelled(): readonly MadeCall<Args>[] {
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
      made: (call: MadeCall<Arguments>) => this.#calls.add(call as MadeCall<Args>),
      cancelled: (call: MadeCall<Arguments>) => this.#cancelled.add(call as MadeCall<Args>),
      activity: this.#activity,
    };
  }

  protected moved(move: Move): void {
    this.#activity.tell(move.did === 'boot' ? { type: 'boot' } : { type: 'close', options: move.options ?? {} });
    this.#moves.add(move);
  }

  #source(): ActivitySource {
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

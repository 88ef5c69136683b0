import { monotonicClock } from '../timers.js';
import { highWaterMs } from './high-water.js';

/** How many calls leave in one turn at most. The only bound where time stands still within a turn, as in a test. */
const MAX_CALLS = 2_048;
/** How long a turn takes, in ms. The first calls of a process take five times as long as later ones. */
const MAX_MS = 8;
/** How many calls leave between two looks at the clock. */
const CALLS_PER_LOOK = 8;
/** How many bytes may wait to leave the socket, unless the option `highWater` says how many. */
export const MAX_BUFFERED = 1_048_576;

/** One turn of the event loop, and how much of a flush it takes: a long flush must not hold up timers and frames. */
export class FlushTurn {
  readonly #maxBuffered: number;
  #calls = 0;
  #now: (() => number) | undefined;
  #endsAt = 0;

  constructor(highWater = Number.POSITIVE_INFINITY) {
    this.#maxBuffered = Number.isFinite(highWater) ? Number.POSITIVE_INFINITY : MAX_BUFFERED;
  }

  /** Undefined if the next call may leave in this turn; or how long until the next turn, in ms. */
  pauseMs(bufferedAmount: number): number | undefined {
    const drainMs = highWaterMs(bufferedAmount, this.#maxBuffered);
    // What was sent in this turn may leave the socket as it ends.
    if (drainMs > 0) return this.#calls === 0 ? drainMs : 0;
    if (this.#calls === MAX_CALLS || this.#isLate()) return 0;
    this.#calls += 1;
    return undefined;
  }

  #isLate(): boolean {
    if (this.#calls % CALLS_PER_LOOK !== 1) return false;
    // Not before the second call: most flushes have one.
    if (this.#now === undefined) {
      this.#now = monotonicClock();
      this.#endsAt = this.#now() + MAX_MS;
    }
    return this.#now() >= this.#endsAt;
  }
}

import { MAX_TIMER_MS } from '../timers.js';

/** The waits between attempts, in ms. */
export interface Backoff {
  /** The longest wait in the first lap. @default 500 */
  readonly initial: number;
  /** The longest wait in any lap; Infinity means the longest possible timer. @default 30_000 */
  readonly max: number;
}

export const DEFAULT_BACKOFF: Backoff = /* @__PURE__ */ Object.freeze({ initial: 500, max: 30_000 });

/** The default of the option `random`. */
export const DEFAULT_RANDOM = Math.random;

/** 2 ** 1024 is Infinity, and `initial: 0` times Infinity is NaN. */
const MAX_DOUBLINGS = 1023;

/**
 * The wait before the next attempt, with full jitter: an integer number of ms in [0, cap). The cap doubles with each full lap.
 *
 * @param laps - full laps over the addresses that have failed since the last stable connection
 * @param chance - in [0, 1)
 */
export const backoffMs = (laps: number, { initial, max }: Backoff, chance: number): number =>
  Math.floor(Math.min(max, MAX_TIMER_MS, initial * 2 ** Math.min(laps, MAX_DOUBLINGS)) * chance);

/** A busy process may make a timer this late. */
const MIN_ABSENCE_MS = 5_000;

/**
 * Whether a wait that ended this late means that the machine slept: earlier failures then say nothing about the servers.
 */
export const isAbsence = (lateMs: number, { max }: Backoff): boolean => lateMs > Math.max(max, MIN_ABSENCE_MS);

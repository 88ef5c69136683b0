import { type Subscription, takeUntil, timer } from 'rxjs';
import type { UnsettledCalls } from './unsettled-calls.js';

/** How long a call waits before its caller is reminded. */
const PATIENCE_MS = 5_000;

/** Warns once when a call waits although `boot()` was never called: it would wait for ever, without a word. */
export class BootReminder {
  readonly #calls: UnsettledCalls;
  readonly #warn: (message: string) => void;
  #timer: Subscription | undefined;
  #hasWarned = false;

  constructor(calls: UnsettledCalls, warn: (message: string) => void) {
    this.#calls = calls;
    this.#warn = warn;
  }

  /** A call waits. */
  remind(): void {
    if (this.#hasWarned || (this.#timer !== undefined && !this.#timer.closed)) return;
    this.#timer = timer(PATIENCE_MS)
      .pipe(takeUntil(this.#calls.idle$))
      .subscribe(() => {
        this.#hasWarned = true;
        const waiting = this.#calls.spool.size + this.#calls.waitingForSetUp.size;
        this.#warn(`calls of a client wait for boot(), which was never called: ${waiting}`);
      });
  }

  stop(): void {
    this.#timer?.unsubscribe();
  }
}

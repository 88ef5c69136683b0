import { fromBrowserWake, fromClockJump } from 'rx-beam';
import { merge, Subject } from 'rxjs';

/** Timers of a hidden tab run once a minute: a clock that is later than this slept. */
const HIDDEN_TAB_MS = 90_000;

/** The user's wish to connect at once, instead of after the rest of the wait. */
export class TryNow {
  readonly #asked$ = new Subject<void>();

  /** The option `wake$`: what it is by default in a browser, and the wish. */
  readonly wake$ = merge(fromBrowserWake(), fromClockJump({ beyond: HIDDEN_TAB_MS }), this.#asked$);

  ask(): void {
    this.#asked$.next();
  }
}

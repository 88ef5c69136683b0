import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { Stage, stage } from '../link/stage.js';
import type { Session } from '../session/session.js';
import type { Calls } from './calls.js';

/** What the gate needs of the calls. */
export type GatedCalls = Pick<Calls, 'open' | 'shut'>;

/**
 * Lets calls pass while there is a session: sends what was spooled, then passes the session on, then lets calls through
 * until the session ends.
 */
export const gate = (calls: GatedCalls): MonoTypeOperatorFunction<Session> => stage(out => new Gate(out, calls));

class Gate extends Stage<Session> {
  readonly #calls: GatedCalls;

  constructor(out: Subscriber<Session>, calls: GatedCalls) {
    super(out);
    this.#calls = calls;
  }

  /** A session whose socket stops taking calls is over, and not passed on: its error is on its way. */
  protected override _next(session: Session): void {
    if (this.#calls.open(session)) this.out.next(session);
  }

  /** The calls in flight are rejected last: their handlers must find the socket gone, and hear of it first. */
  override unsubscribe(): void {
    if (this.closed) return;
    // A source of the user may throw in its teardown.
    try {
      super.unsubscribe();
    } finally {
      this.#calls.shut();
    }
  }
}

import type { Body } from '../protocol/protocol.js';
import type { Call } from './call.js';
import { Deadlines, type Due, NEVER_DUE, type Timed } from './deadlines.js';
import type { PacedCalls } from './pace.js';

/** How often a call may be refused as too fast. */
const MAX_REFUSALS = 5;

/** What must be known of a call that was sent, in case the server refuses it as too fast. */
class Known implements Timed {
  refusals = 0;
  error: unknown;
  /** What was left of its time when it was refused, in ms: its time goes on while it waits. */
  left: number | undefined;
  due: Due = NEVER_DUE;
  before: this | undefined = undefined;
  after: this | undefined = undefined;

  constructor(
    readonly call: Call,
    /** Its place in the order of first sendings, which is that of making. */
    readonly order: number,
    readonly body: Body,
  ) {}
}

/** Puts calls that were refused as too fast back into the spool, in the order in which they were made. */
export class RefusedCalls {
  readonly #calls: PacedCalls;
  /** Not fields of the calls, which would be larger in every client. */
  readonly #known = new WeakMap<Call, Known>();
  readonly #deadlines = new Deadlines<Known>({
    late: ({ call, error }) => this.#calls.owner.refused(call, error),
  });
  #sent = 0;

  constructor(calls: PacedCalls) {
    this.#calls = calls;
    calls.unsettled.spool.isBefore = (a, b) => this.#orderOf(a) < this.#orderOf(b);
  }

  /** A call that was never sent was made after all that were. */
  #orderOf(call: Call): number {
    return this.#known.get(call)?.order ?? Number.POSITIVE_INFINITY;
  }

  /** A call is about to be sent. */
  leaving(call: Call): void {
    const known = this.#known.get(call);
    if (known === undefined) {
      this.#known.set(call, new Known(call, this.#sent, call.body));
      this.#sent += 1;
      return;
    }
    // If it was refused within its sending, it was given up after that.
    call.body = known.body;
    if (known.left === undefined) return;
    call.replyMs = this.#deadlines.left(known, known.left);
    this.#forgetDeadline(known);
  }

  /** False if the call cannot be sent again: it was refused too often, or must not wait. */
  putBack(call: Call, error: unknown): boolean {
    const known = this.#known.get(call);
    const { whenDown } = call.settings;
    if (known === undefined || call.stage !== 'sent' || (whenDown !== 'spool' && whenDown !== 'set-up')) return false;
    known.refusals += 1;
    if (known.refusals >= MAX_REFUSALS) return false;
    known.error = error;
    call.body = known.body;
    this.#calls.unsettled.putBack(call);
    known.left = call.replyMs;
    this.#deadlines.watch(known, known.left);
    call.settled$.subscribe(() => this.#forgetDeadline(known));
    this.#calls.announceSpooled(call);
    return true;
  }

  #forgetDeadline(known: Known): void {
    if (known.left !== undefined) this.#deadlines.drop(known, known.left);
    known.left = undefined;
  }
}

import type { CallErrorKind } from '../errors.js';
import type { CallStats, FrameStats } from './counts.js';

/** Counters that stay 0 in many clients, so they are created when one is first needed. */
class RareCounts {
  refused = 0;
  timedOut = 0;
  aborted = 0;
  disconnected = 0;
  overflowed = 0;
  expired = 0;
  resent = 0;
  bad = 0;
}

const NONE: Readonly<RareCounts> = /* @__PURE__ */ new RareCounts();

/** Calls of the other kinds were never accepted, or ended with the client. */
const COUNT_OF: { readonly [kind in CallErrorKind]?: keyof RareCounts } = {
  refused: 'refused',
  timeout: 'timedOut',
  aborted: 'aborted',
  disconnected: 'disconnected',
  overflow: 'overflowed',
  expired: 'expired',
};

/** The counters, as a base class: a separate object would cost every client memory. */
export abstract class Counters {
  #in = 0;
  #out = 0;
  #charsIn = 0;
  #charsOut = 0;
  #made = 0;
  #answered = 0;
  #rare: RareCounts | undefined = undefined;

  protected countIn(frame: unknown): void {
    this.#in += 1;
    this.#charsIn += sizeOf(frame);
  }

  protected countOut(frame: unknown): void {
    this.#out += 1;
    this.#charsOut += sizeOf(frame);
  }

  protected countMade(): void {
    this.#made += 1;
  }

  protected countAnswered(): void {
    this.#answered += 1;
  }

  protected countFailure(kind: CallErrorKind): void {
    const name = COUNT_OF[kind];
    if (name !== undefined) this.count(name);
  }

  protected count(name: keyof RareCounts): void {
    this.#rare ??= new RareCounts();
    this.#rare[name] += 1;
  }

  get frames(): FrameStats {
    const { bad } = this.#rare ?? NONE;
    return Object.freeze({ in: this.#in, out: this.#out, charsIn: this.#charsIn, charsOut: this.#charsOut, bad });
  }

  calls(now: Pick<CallStats, 'inFlight' | 'spooled'>): CallStats {
    const { bad: _, ...rare } = this.#rare ?? NONE;
    return Object.freeze({ made: this.#made, ...now, answered: this.#answered, ...rare });
  }
}

const sizeOf = (frame: unknown): number =>
  typeof frame === 'string' ? frame.length : ((frame as { byteLength?: number } | null)?.byteLength ?? 0);

import type { Link } from '../link/link.js';
import { callUser } from '../link/user-functions.js';
import type { ProtocolRules } from '../protocol/protocol.js';
import type { Session } from '../session/session.js';
import { monotonicClock } from '../timers.js';
import type { Call, CallOwner } from './call.js';
import { highWaterMs } from './high-water.js';
import type { Pace, PacedCalls, Pacer, StartablePace } from './pace.js';
import type { LinkPacer } from './pace-frames.js';

/** What stops calls although there is a session. */
export interface LimitOptions {
  /** How fast calls leave. @default as fast as they are made */
  readonly pace?: Pace | readonly Pace[] | undefined;
  /** The most calls in flight. @default Infinity */
  readonly concurrency?: number | undefined;
  /** How many bytes may wait to leave the socket before calls wait too. @default Infinity */
  readonly highWater?: number | undefined;
}

/** What the limits of a client need of it. */
export interface LimitParts extends Omit<PacedCalls, 'tooFast'> {
  readonly options: LimitOptions;
  /** Says what a refusal means. */
  readonly protocol: Pick<ProtocolRules, 'refusal'>;
}

/** Whether any limit is set: a client without one has no {@link SendingLimits}. */
export const hasLimits = ({ pace, concurrency, highWater }: LimitOptions): boolean =>
  (pace !== undefined && [pace].flat().length > 0) || Number.isFinite(concurrency) || Number.isFinite(highWater);

/** Decides whether a call may leave now, and if not, when to look again. */
export class SendingLimits implements LinkPacer {
  readonly #concurrency: number;
  /** How many bytes may wait to leave the socket; Infinity if the client's user has not said so. */
  readonly highWater: number;
  readonly #calls: Omit<PacedCalls, 'tooFast'>;
  readonly #pacers: readonly Pacer[];
  /** What settles calls. */
  readonly owner: CallOwner;
  /** In ms. Picked anew for each session: a client may be made before virtual time begins. */
  now = monotonicClock();

  constructor({ options, protocol, ...calls }: LimitParts) {
    const { pace = [], concurrency, highWater } = options;
    this.#concurrency = concurrency ?? Infinity;
    this.highWater = highWater ?? Infinity;
    this.#calls = calls;
    const tooFast = (error: unknown) => readTooFast(callUser(() => protocol.refusal?.(error), undefined));
    let { owner } = calls;
    this.#pacers = [pace].flat().map(each => {
      const pacer = (each as StartablePace).start({ ...calls, owner, tooFast });
      owner = pacer.owner ?? owner;
      return pacer;
    });
    this.owner = owner;
  }

  /** How long until a call that waits may leave, in ms: 0 now, Infinity when another call is over. */
  waitMs(session: Session): number {
    return Math.max(this.#drainMs(session), this.#forcedMs(this.#calls.unsettled.inFlight));
  }

  /** The same for a call that is being made, and counts as unsettled although it is not in flight. */
  waitOfNewMs(session: Session): number {
    return Math.max(this.#drainMs(session), this.#forcedMs(this.#calls.unsettled.inFlight - 1));
  }

  /** Whether a call that is being made and never waits may leave now. */
  mayForce({ settings }: Call): boolean {
    const wait = settings.whenDown === 'ping' ? this.#pingMs() : this.#forcedMs(this.#calls.unsettled.inFlight - 1);
    return wait === 0;
  }

  #drainMs(session: Session): number {
    const { highWater } = this;
    // Not asked for where it does not matter: the runtime counts it.
    return highWater === Infinity ? 0 : highWaterMs(session.bufferedAmount(), highWater);
  }

  #forcedMs(inFlight: number): number {
    if (inFlight >= this.#concurrency) return Infinity;
    const now = this.now();
    return this.#pacers.reduce((most, pacer) => Math.max(most, pacer.waitMs(now)), 0);
  }

  #pingMs(): number {
    const now = this.now();
    return this.#pacers.reduce((most, pacer) => Math.max(most, pacer.pingWaitMs?.(now) ?? 0), 0);
  }

  connected(): void {
    this.now = monotonicClock();
    for (const pacer of this.#pacers) pacer.connected?.(this.now);
  }

  leaving(call: Call): void {
    const now = this.now();
    for (const pacer of this.#pacers) pacer.leaving?.(call, now);
  }

  left(call: Call, isSent: boolean): void {
    for (const pacer of this.#pacers) pacer.left?.(call, isSent);
  }

  get countsFrames(): boolean {
    return this.#pacers.some(({ link }) => link !== undefined);
  }

  link(link: Link): Link {
    return this.#pacers.reduce((inner, pacer) => pacer.link?.(inner) ?? inner, link);
  }

  unlinked(): void {
    for (const pacer of this.#pacers) pacer.unlinked?.();
  }
}

const readTooFast = (refusal: ReturnType<NonNullable<ProtocolRules['refusal']>>): { wait?: number } | undefined => {
  if (refusal === 'too-fast') return {};
  return typeof refusal === 'object' && refusal?.means === 'too-fast' ? { wait: refusal.wait } : undefined;
};

/** From this many entries on, those whose gap is over are removed before one is added. */
const SWEEP_THRESHOLD = 1_000;

/** Enforces a minimum gap between the messages of each user. */
export class SlowMode {
  readonly #gapMs: number;
  readonly #gapEnds = new Map<number, number>();

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Whether the user may send a message now. If so, the gap starts. */
  tryMessage(userId: number, nowMs: number): boolean {
    if (this.#gapMs === 0) return true;
    if (nowMs < (this.#gapEnds.get(userId) ?? 0)) return false;
    if (this.#gapEnds.size >= SWEEP_THRESHOLD) this.#sweep(nowMs);
    this.#gapEnds.set(userId, nowMs + this.#gapMs);
    return true;
  }

  #sweep(nowMs: number): void {
    for (const [userId, endsAt] of this.#gapEnds) if (endsAt <= nowMs) this.#gapEnds.delete(userId);
  }
}

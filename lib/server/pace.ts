/** Entries beyond this many are swept when they are over. */
const SWEEP_AT = 1_000;

/** Keeps a gap between the messages of each user. Remembers only those whose gap is not over. */
export class Pace {
  readonly #gapMs: number;
  readonly #freeAt = new Map<number, number>();

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Whether the user may go at this time; if so, the gap begins. */
  pass(userId: number, nowMs: number): boolean {
    if (this.#gapMs === 0) return true;
    if (nowMs < (this.#freeAt.get(userId) ?? 0)) return false;
    if (this.#freeAt.size >= SWEEP_AT) this.#sweep(nowMs);
    this.#freeAt.set(userId, nowMs + this.#gapMs);
    return true;
  }

  #sweep(nowMs: number): void {
    for (const [userId, freeAt] of this.#freeAt) if (freeAt <= nowMs) this.#freeAt.delete(userId);
  }
}

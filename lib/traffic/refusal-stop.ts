/** Times in ms. */
const FIRST_MS = 1_000;
const MAX_MS = 30_000;

/** When calls may leave after the server refused some as too fast. */
export class RefusalStop {
  /**
   * `stopped` until a time, and then `trying` until the server has answered one call. If that call wants no answer, it is
   * `quiet` for a while: then no refusal has come.
   */
  #at: 'open' | 'stopped' | 'trying' | 'quiet' = 'open';
  #until = 0;
  #stepMs = FIRST_MS;

  /** How long until a call may leave; Infinity while one is tried. */
  waitMs(now: number): number {
    if (this.#at === 'open') return 0;
    return this.#at === 'trying' ? Number.POSITIVE_INFINITY : Math.max(0, this.#until - now);
  }

  /**
   * A call was refused. Of those that were in flight together only the first counts, unless the server names a later time.
   *
   * @param named - for how long the server asks to wait
   */
  refused(now: number, isTrial: boolean, named: number | undefined): void {
    const isNamed = named !== undefined && named >= 0;
    if (isTrial && !isNamed) this.#stepMs = Math.min(MAX_MS, this.#stepMs * 2);
    if (isTrial || this.#isOver(now)) {
      this.#at = 'stopped';
      this.#until = now + (isNamed ? named : this.#stepMs);
    } else if (isNamed) this.#until = Math.max(this.#until, now + named);
  }

  #isOver(now: number): boolean {
    return this.#at === 'open' || (this.#at === 'quiet' && now >= this.#until);
  }

  /** A call leaves. Returns whether it is a trial. */
  leaving(now: number): boolean {
    if (this.#at === 'trying') return false;
    if (this.#isOver(now)) {
      this.#open();
      return false;
    }
    this.#at = 'trying';
    return true;
  }

  #open(): void {
    this.#at = 'open';
    this.#stepMs = FIRST_MS;
  }

  /** The server has answered the trial, and did not find it too fast. */
  succeeded(now: number): void {
    if (this.#at !== 'trying' && this.#at !== 'quiet') return;
    const isLater = this.#at === 'trying' && now < this.#until;
    this.#open();
    // Meanwhile the server named a time for an earlier call.
    if (isLater) this.#at = 'stopped';
  }

  /** The trial is over without an answer: there may be another. */
  gaveUp(): void {
    if (this.#at === 'trying') this.#at = 'stopped';
  }

  /** The trial wants no answer: a refusal may come nevertheless. */
  isQuiet(now: number): void {
    if (this.#at !== 'trying') return;
    this.#at = 'quiet';
    this.#until = Math.max(this.#until, now + this.#stepMs);
  }
}

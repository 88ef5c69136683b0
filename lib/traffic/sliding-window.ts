/** When the last frames were sent, of which no more than `messages` may fall into any `per` ms. */
export class SlidingWindow {
  readonly #messages: number;
  readonly #per: number;
  /** Grows to `messages` at most; then each frame takes the place of the oldest. */
  #times: number[] = [];
  #oldest = 0;

  constructor(messages: number, per: number) {
    this.#messages = messages;
    this.#per = per;
  }

  sent(now: number): void {
    if (this.#times.length < this.#messages) {
      this.#times.push(now);
      return;
    }
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#messages;
  }

  /** How long until fewer than `room` frames were sent in the last `per` ms; `room` is from 1 to `messages`. */
  waitMs(now: number, room: number): number {
    const { length } = this.#times;
    if (length < room) return 0;
    const time = (age: number): number => this.#times[(this.#oldest + length - age) % length] as number;
    // A clock was set back: some runtimes have no other.
    const ahead = time(1) - now;
    if (ahead > 0) this.#times = this.#times.map(each => each - ahead);
    return Math.max(0, time(room) + this.#per - now);
  }
}

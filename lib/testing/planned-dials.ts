/** The dials of a recording: which of them belong to one attempt, and when the second of two was made. */
export class PlannedDials {
  /** The address of each attempt; of one that dialled several, their addresses. */
  readonly attempts: (string | string[])[] = [];
  /** Each time that the client asked how long to wait before it dials one more address: the wait, in ms. */
  readonly hedges: number[] = [];
  readonly #isHedged: boolean;
  readonly #numbers = new Map<number, number>();
  /** The dials whose sockets are not gone. */
  #live: number[] = [];
  #askedAt = 0;

  /** @param isHedged - whether the client may dial a second address beside the first */
  constructor(isHedged: boolean) {
    this.#isHedged = isHedged;
  }

  get newest(): number {
    return this.#live.at(-1) ?? 0;
  }

  /** The number that a dial has in the replay; undefined if it is not there. */
  numberOf(dial: number): number | undefined {
    return this.#numbers.get(dial);
  }

  dialled(dial: number, address: string, at: number): void {
    this.#numbers.set(dial, this.#numbers.size + 1);
    const attempt = this.attempts.at(-1);
    if (this.#isHedged && this.#live.length > 0 && attempt !== undefined) {
      this.attempts[this.attempts.length - 1] = [attempt, address].flat();
      this.hedges[this.hedges.length - 1] = at - this.#askedAt;
    } else this.attempts.push(address);
    this.#live.push(dial);
    this.#ask(at);
  }

  gone(dial: number, at: number, byClient: boolean): void {
    this.#live = this.#live.filter(each => each !== dial);
    // The older dial continues, and the client waits the whole hedge time again.
    if (!byClient && this.#live.some(each => each < dial)) this.#ask(at);
  }

  #ask(at: number): void {
    if (!this.#isHedged) return;
    this.#askedAt = at;
    this.hedges.push(0);
  }
}

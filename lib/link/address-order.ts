import { MAX_TIMER_MS } from '../timers.js';
import {
  afterStable,
  alternativeTo,
  type Lap,
  nextAddress,
  startLap,
  withFailure,
  withList,
  withoutList,
} from './addresses.js';
import { type Backoff, isAbsence } from './backoff.js';
import { HeldAddresses, retryAfterOf } from './held-addresses.js';

/** Which address is dialled next: what is known of the addresses between the attempts of one subscription. */
export class AddressOrder {
  #lap: Lap = startLap;
  #held: HeldAddresses | undefined;

  /** How many full laps have failed since the last stable connection. */
  get laps(): number {
    return this.#lap.laps;
  }

  continueWith(list: readonly string[]): void {
    this.#lap = withList(this.#lap, list);
  }

  /** The address to dial, which counts as tried from now on. */
  next(chance: number): string {
    return this.#tried(nextAddress(this.#lap, chance, this.#isHeld()));
  }

  /** The address to dial beside one that is being dialled, which counts as tried too. */
  alternativeTo(address: string): string | undefined {
    const other = alternativeTo(this.#lap, address, this.#isHeld());
    return other && this.#tried(other);
  }

  /** How long every address of a list is still held, in ms. */
  heldMs(list = this.#lap.list): number {
    return this.#held?.untilFirst(list) ?? 0;
  }

  /** A connection lasted for long enough. */
  wasStable(): void {
    this.#lap = afterStable(this.#lap);
  }

  /** A wait is over, so late. After a long absence, what failed before says nothing of the servers any more. */
  waited(lateMs: number, backoff: Backoff): void {
    if (isAbsence(lateMs, backoff)) this.wasStable();
  }

  /**
   * An address failed, or its connection was lost.
   *
   * @param address - undefined when no address could be had
   * @param maxHeldMs - for how long an error may hold its address at most
   */
  failed(address: string | undefined, error: unknown, maxHeldMs: number): void {
    if (address === undefined) {
      this.#lap = withoutList(this.#lap);
      return;
    }
    const heldMs = retryAfterOf(error, Math.min(maxHeldMs, MAX_TIMER_MS));
    if (heldMs > 0) {
      this.#held ??= new HeldAddresses();
      this.#held.hold(address, heldMs);
    }
    // Another address may have been tried since this one was.
    this.#lap = { ...withFailure(this.#lap, address, this.#isHeld()), last: this.#lap.last };
  }

  #tried(address: string): string {
    this.#lap = { ...this.#lap, last: address };
    return address;
  }

  #isHeld(): (address: string) => boolean {
    return address => this.heldMs([address]) > 0;
  }
}

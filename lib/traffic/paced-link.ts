import { asyncScheduler, type Observable, type Subscription } from 'rxjs';
import type { Frame, Link } from '../link/link.js';
import { monotonicClock } from '../timers.js';
import { SlidingWindow } from './sliding-window.js';

/**
 * A link on which every frame counts. A call is handed to it when there is room. Frames that are no calls, such as those of
 * the set-up, may find none: they wait here, ahead of all calls.
 */
export class PacedLink implements Link {
  readonly #link: Link;
  readonly #messages: number;
  readonly #window: SlidingWindow;
  readonly #now = monotonicClock();
  readonly #waiting: Frame[] = [];
  #next: Subscription | undefined;

  constructor(link: Link, messages: number, per: number) {
    this.#link = link;
    this.#messages = messages;
    this.#window = new SlidingWindow(messages, per);
  }

  /** How long until another frame may be sent if `reserve` of them are kept back. */
  waitMs(now: number, reserve: number): number {
    this.#sendWaiting(now);
    return this.#waiting.length === 0
      ? this.#window.waitMs(now, this.#messages - reserve)
      : Math.max(1, this.#window.waitMs(now, this.#messages));
  }

  send(frame: Frame): boolean {
    if (!this.#link.isOpen()) return false;
    const now = this.#now();
    if (this.#waiting.length === 0 && this.#window.waitMs(now, this.#messages) === 0) return this.#send(frame, now);
    this.#waiting.push(frame);
    this.#waitOn(now);
    return true;
  }

  #send(frame: Frame, now: number): boolean {
    // Before, since the socket may be answered, and send more, within its own `send`.
    this.#window.sent(now);
    return this.#link.send(frame);
  }

  #sendWaiting(now: number): void {
    while (this.#window.waitMs(now, this.#messages) === 0) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      this.#send(frame, now);
    }
  }

  #waitOn(now: number): void {
    if (this.#next !== undefined) return;
    const wait = Math.max(1, Math.ceil(this.#window.waitMs(now, this.#messages)));
    this.#next = asyncScheduler.schedule(() => {
      this.#next = undefined;
      const then = this.#now();
      this.#sendWaiting(then);
      if (this.#waiting.length > 0) this.#waitOn(then);
    }, wait);
  }

  /** The link is gone: what waits belonged to it. */
  stop(): void {
    this.#next?.unsubscribe();
    this.#waiting.length = 0;
  }

  /** What waits was handed over, and has not left. */
  bufferedAmount(): number {
    return this.#waiting.reduce((sum, { length }) => sum + length, this.#link.bufferedAmount());
  }

  /** Whether a frame would leave at once. */
  hasRoom(): boolean {
    return this.waitMs(this.#now(), 0) === 0 && (this.#link.hasRoom?.() ?? true);
  }

  get address(): string {
    return this.#link.address;
  }

  get frames$(): Observable<unknown> {
    return this.#link.frames$;
  }

  get pong$(): Observable<void> {
    return this.#link.pong$;
  }

  isOpen(): boolean {
    return this.#link.isOpen();
  }

  segment(): number | undefined {
    return this.#link.segment();
  }

  afterPromises(run: () => void): void {
    this.#link.afterPromises(run);
  }

  heardAt(): number {
    return this.#link.heardAt();
  }

  heard(): number {
    return this.#link.heard();
  }

  ping(): boolean {
    return this.#link.ping();
  }
}

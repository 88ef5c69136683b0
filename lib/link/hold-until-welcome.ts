import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { ConnectionError } from '../errors.js';
import type { Frame, Link } from './link.js';
import { Stage, stage } from './stage.js';

/** How many frames a server may send before its welcome. */
const MAX_HELD = 1_000;

/**
 * Passes a link on when the server has welcomed it, and not before. The frames that came until then follow, the welcome
 * included, once those who got the link have prepared for them.
 *
 * @param isWelcome - called with each frame until it returns true
 */
export const holdUntilWelcome = (isWelcome: (frame: unknown) => boolean): OperatorFunction<Link, Link> =>
  stage(out => new HoldUntilWelcome(out, isWelcome));

class HoldUntilWelcome extends Stage<Link> {
  readonly #isWelcome: (frame: unknown) => boolean;

  constructor(out: Subscriber<Link>, isWelcome: (frame: unknown) => boolean) {
    super(out);
    this.#isWelcome = isWelcome;
  }

  protected override _next(link: Link): void {
    const held = new HeldLink(link);
    let isWelcomed = false;
    held.hold(count => {
      if (isWelcomed || this.closed) return;
      isWelcomed = this.#isWelcome(held.newest);
      // A server that says farewell already is no use: its end is on its way.
      if (isWelcomed && link.isOpen()) this.#welcomed(held);
      else if (count > MAX_HELD) this.#tooMany(link);
    });
  }

  #welcomed(held: HeldLink): void {
    this.out.next(held);
    held.release();
  }

  #tooMany({ address }: Link): void {
    this.error(new ConnectionError(`${address} sent more than ${MAX_HELD} frames and no welcome`, { address }));
  }
}

/** A link whose first frames were held. Those that follow take no detour. */
class HeldLink implements Link {
  readonly #link: Link;
  #held: unknown[] | undefined = [];
  #reader: Subscriber<unknown> | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** @param notify - called after each frame, with the number of those that are held */
  hold(notify: (count: number) => void): void {
    this.#link.frames$.subscribe(frame => notify(this.#held?.push(frame) ?? 0));
  }

  get newest(): unknown {
    return this.#held?.at(-1);
  }

  /** Reading them may bring more, from sockets that answer within `send`. */
  release(): void {
    const held = this.#held ?? [];
    for (const frame of held) this.#reader?.next(frame);
    this.#held = undefined;
    if (this.#reader !== undefined) this.#link.frames$.subscribe(this.#reader);
  }

  get frames$(): Observable<unknown> {
    if (this.#held === undefined) return this.#link.frames$;
    return new Observable(reader => {
      this.#reader = reader;
    });
  }

  get address(): string {
    return this.#link.address;
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

  bufferedAmount(): number {
    return this.#link.bufferedAmount();
  }

  heardAt(): number {
    return this.#link.heardAt();
  }

  heard(): number {
    return this.#link.heard();
  }

  send(frame: Frame): boolean {
    return this.#link.send(frame);
  }

  ping(): boolean {
    return this.#link.ping();
  }
}

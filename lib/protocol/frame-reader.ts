import { Subscriber } from 'rxjs';
import type { Link } from '../link/link.js';
import type { BasicReceiver } from './basic-receiver.js';
import type { Receiver, Wire } from './protocol.js';

/**
 * Reads the frames of one link, and hands their messages to the receiver.
 *
 * In Node, several frames may come in one read of the connection, and promises have no turn between them. An event behind a
 * reply is therefore held, with all that follows, until the promises have run: the code behind `await call()` must not miss
 * it when it subscribes. In browsers each frame is a task of its own.
 */
export class FrameReader extends Subscriber<unknown> implements BasicReceiver {
  readonly #receiver: BasicReceiver;
  readonly #wire: Wire;
  #link: Link | undefined;
  /** The read in which the last reply came; undefined once the promises that it settled have run. */
  #replySegment: number | undefined;
  #held: (() => void)[] | undefined;

  constructor(receiver: BasicReceiver, wire: Wire) {
    super();
    this.#receiver = receiver;
    this.#wire = wire;
  }

  read(link: Link): void {
    this.#link = link;
    link.frames$.subscribe(this);
  }

  /** No more frames come: delivers at once what is held, since it came before the end. */
  finish(): void {
    // Without a link, no event is behind a reply.
    this.#link = undefined;
    this.#release();
  }

  /** The connection is over, and its socket gone. */
  ended(): void {}

  protected override _next(frame: unknown): void {
    if (this.#held === undefined) this.#read(frame);
    else this.#held.push(() => this.#read(frame));
  }

  /** A protocol may be a user's: what it throws is reported, and the connection continues. */
  #read(frame: unknown): void {
    if (typeof frame !== 'string' && !(this.#wire.binary && ArrayBuffer.isView(frame)))
      return this.bad('binary', frame);
    try {
      const result: unknown = this.#wire.read(frame as string | Uint8Array, this as unknown as Receiver);
      // The types accept an async function, too. Its rejection would otherwise be unhandled.
      if (result instanceof Promise) result.catch(cause => this.#unreadable(frame, cause));
    } catch (cause) {
      this.#unreadable(frame, cause);
    }
  }

  #unreadable(frame: unknown, cause: unknown): void {
    this.bad('not readable by the protocol', frame, cause);
  }

  /** Only the link ends, not its frames. */
  protected override _error(): void {}
  protected override _complete(): void {}

  reply(id: unknown, data: unknown, message: unknown): void {
    if (this.#held !== undefined) return this.hold(() => this.reply(id, data, message));
    this.#replySegment = this.#link?.segment();
    this.#receiver.reply(id, data, message);
  }

  refusal(id: unknown, error: unknown, message: unknown): void {
    if (this.#held !== undefined) return this.hold(() => this.refusal(id, error, message));
    this.#replySegment = this.#link?.segment();
    this.#receiver.refusal(id, error, message);
  }

  event(name: string, data: unknown, message: unknown): void {
    if (this.#held !== undefined || this.#isBehindReply()) return this.hold(() => this.event(name, data, message));
    this.#receiver.event(name, data, message);
  }

  bad(why: string, frame: unknown, cause?: unknown): void {
    if (this.#held !== undefined) return this.hold(() => this.bad(why, frame, cause));
    this.#receiver.bad(why, frame, cause);
  }

  #isBehindReply(): boolean {
    if (this.#replySegment === undefined) return false;
    if (this.#replySegment === this.#link?.segment()) return true;
    this.#replySegment = undefined;
    return false;
  }

  /** Whether what comes now must wait for what came before it. */
  protected get isHolding(): boolean {
    return this.#held !== undefined;
  }

  protected hold(deliver: () => void): void {
    if (this.#held === undefined) {
      this.#held = [];
      this.#link?.afterPromises(() => this.#release());
    }
    this.#held.push(deliver);
  }

  /** Delivers what was held; a reply among it makes the events behind it wait again. */
  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#replySegment = undefined;
    for (const [at, deliver] of held.entries()) {
      if (this.closed) return;
      deliver();
      const heldAgain = this.#held as (() => void)[] | undefined;
      if (heldAgain === undefined) continue;
      heldAgain.push(...held.slice(at + 1));
      return;
    }
  }
}

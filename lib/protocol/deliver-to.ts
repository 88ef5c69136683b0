import type { OperatorFunction, Subscriber } from 'rxjs';
import type { Link } from '../link/link.js';
import { Stage, stage } from '../link/stage.js';
import type { BasicReceiver } from './basic-receiver.js';
import { FrameReader } from './frame-reader.js';
import type { Wire } from './protocol.js';

/**
 * Reads the frames of each link, and hands their messages to the receiver, until the link is unsubscribed. Passes the link on
 * once its frames are read, so that nothing which a later stage provokes can be missed.
 */
export const deliverTo = (receiver: BasicReceiver, wire: Wire): OperatorFunction<Link, Link> =>
  stage(out => new Deliver(out, receiver, wire));

class Deliver extends Stage<Link> {
  readonly #reader: FrameReader;

  constructor(out: Subscriber<Link>, receiver: BasicReceiver, wire: Wire) {
    super(out);
    this.#reader = receiver.createReader?.(wire) ?? new FrameReader(receiver, wire);
  }

  protected override _next(link: Link): void {
    this.#reader.read(link);
    this.out.next(link);
  }

  protected override _error(error: unknown): void {
    this.#reader.finish();
    super._error(error);
  }

  /** Notifies of the end last: a handler that aborts because of it must not find an open socket. */
  override unsubscribe(): void {
    if (this.closed) return;
    this.#reader.unsubscribe();
    // A source of the user may throw in its teardown.
    try {
      super.unsubscribe();
    } finally {
      this.#reader.ended();
    }
  }
}

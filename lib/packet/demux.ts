import { Subject } from 'rxjs';
import { BadMessageError, type BeamError, NoMethodHandlerError } from '../errors.js';
import { decode } from './codec.js';
import { EventsByName } from './events-by-name.js';
import type { Packet } from './packet.js';
import { Replies } from './replies.js';

/** Where the river parts: each frame is parsed once, then goes to who waits for its id or listens to its name. */
export class Demux {
  readonly replies = new Replies();
  readonly events = new EventsByName();
  /** Every packet, before it is routed. */
  readonly packets$ = new Subject<Packet>();

  /** @param stray - told of frames that are no packets, and of replies that nobody waits for */
  constructor(private readonly stray: (error: BeamError) => void) {}

  receive(frame: unknown): void {
    const packet = decode(frame);
    if (packet instanceof BadMessageError) return this.stray(packet);
    const { gone } = this.replies;
    if (this.packets$.observed) this.packets$.next(packet);
    if (packet.type === 'event') return this.events.emit(packet);
    // Not when a handler has just ended the link: then nobody waits any more, and that is no news.
    const isStray = this.replies.deliver(packet) === 'stray' && this.replies.gone === gone;
    if (isStray) this.stray(new NoMethodHandlerError(packet.id));
  }

  complete(): void {
    this.packets$.complete();
    this.events.complete();
  }
}

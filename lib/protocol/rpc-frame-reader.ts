import type { Frame, Link } from '../link/link.js';
import type { BasicReceiver } from './basic-receiver.js';
import { FrameReader } from './frame-reader.js';
import type { Receiver, Wire } from './protocol.js';

/** Takes every kind of message, and hears when the connection begins and ends. */
export interface RpcReceiver extends Receiver, BasicReceiver {
  /** A connection is open, and its messages follow. */
  opened(link: Link, wire: Wire): void;
  /** The connection is over. */
  ended(): void;
}

/** Reads also what only some protocols have: items, calls of the server, messages for the set-up. */
export class RpcFrameReader extends FrameReader implements Receiver {
  readonly #receiver: RpcReceiver;
  readonly #wire: Wire;

  constructor(receiver: RpcReceiver, wire: Wire) {
    super(receiver, wire);
    this.#receiver = receiver;
    this.#wire = wire;
  }

  override read(link: Link): void {
    this.#receiver.opened(link, this.#wire);
    super.read(link);
  }

  override ended(): void {
    this.#receiver.ended();
  }

  item(key: unknown, data: unknown, message: unknown): void {
    if (this.isHolding) return this.hold(() => this.item(key, data, message));
    this.#receiver.item(key, data, message);
  }

  end(key: unknown, message: unknown, error?: unknown): void {
    if (this.isHolding) return this.hold(() => this.end(key, message, error));
    this.#receiver.end(key, message, error);
  }

  request(id: unknown, method: string, args: unknown, message: unknown): void {
    if (this.isHolding) return this.hold(() => this.request(id, method, args, message));
    this.#receiver.request(id, method, args, message);
  }

  control(message: unknown): void {
    if (this.isHolding) return this.hold(() => this.control(message));
    this.#receiver.control(message);
  }

  answer(frame: Frame, message: unknown): void {
    if (this.isHolding) return this.hold(() => this.answer(frame, message));
    this.#receiver.answer(frame, message);
  }
}

import type { ReplyPacket } from '../../../lib/packet/packet.js';
import { type Delivered, Replies } from '../../../lib/packet/replies.js';
import type { Desk } from '../../../lib/session/ask.js';

/** `id method arguments`, as in `0 msg ["Hello"]`. */
export const line = (text: string): string => {
  const { id, method, arguments: args } = JSON.parse(text);
  return `${id} ${method} ${JSON.stringify(args)}`;
};

/** One link without a socket: what is sent can be read, and replies are spoken by the spec. */
export class FakeDesk implements Desk {
  readonly address = 'wss://chat.test';
  /** Whether the socket takes what it is handed. */
  isOpen = true;
  /** What was handed over, one line for each packet. */
  readonly sent: string[] = [];
  /** What was told of it. */
  readonly told: string[] = [];
  /** Called while a packet is told of. */
  whenTold: (text: string) => void = () => {};
  /** Called within the socket's own `send`. */
  whenSent: (text: string) => void = () => {};
  #ids = 0;

  constructor(
    readonly replies = new Replies(),
    readonly nextId = (): number => this.#ids++,
  ) {}

  readonly send = (text: string): boolean => {
    if (!this.isOpen) return false;
    this.sent.push(line(text));
    this.whenSent(text);
    return true;
  };

  readonly tellSent = (text: string): void => {
    this.told.push(line(text));
    this.whenTold(text);
  };

  reply(id: number, answer: Omit<ReplyPacket, 'type' | 'id'> = {}): Delivered {
    return this.replies.deliver({ type: 'reply', error: null, id, ...answer });
  }
}

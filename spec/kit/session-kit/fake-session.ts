import { beamWire, encodeArguments } from '../../../lib/beam/codec.js';
import type { ReplyPacket } from '../../../lib/beam/packet.js';
import type { Frame } from '../../../lib/link/link.js';
import type { Body } from '../../../lib/protocol/protocol.js';
import { type Awaiting, type Delivered, Replies } from '../../../lib/protocol/replies.js';
import type { Session } from '../../../lib/session/session.js';
import { Secrets } from '../../../lib/text/secrets.js';

/** `id method arguments`, as in `0 msg ["Hello"]`; a frame that is no packet stays as it is. */
export const line = (text: string): string => {
  if (!text.startsWith('{')) return text;
  const { id, method, arguments: args } = JSON.parse(text);
  return `${id} ${method} ${JSON.stringify(args)}`;
};

/** Delivers a reply as the codec does. */
export const deliver = (replies: Replies, { id, error, data }: Omit<ReplyPacket, 'type'>): Delivered =>
  error ? replies.refusal(id, error) : replies.reply(id, data);

/** Waits for a reply, and ignores a refusal. */
export const awaiting = (answered: (data: unknown) => void): Awaiting => ({ answered, refused: () => {} });

/** A session without a socket: it records what is sent, and the spec gives the replies. */
export class FakeSession implements Session {
  readonly address = 'wss://chat.test';
  authenticated = false;
  /** Whether the socket accepts frames. */
  takesFrames = true;
  buffered = 0;
  /** The packets handed to the socket, one line each. */
  readonly sent: string[] = [];
  /** The packets announced as sent, one line each. */
  readonly announced: string[] = [];
  /** Called while a packet is announced. */
  whenAnnounced: (text: string) => void = () => {};
  /** Whether the socket's `send` succeeds although the socket is open. */
  takes: (text: string) => boolean = () => true;
  /** Called inside the socket's `send`. */
  whenSent: (text: string) => void = () => {};
  #ids = 0;

  constructor(
    readonly replies = new Replies(),
    readonly nextId = (): number => this.#ids++,
    readonly secrets = new Secrets(),
  ) {}

  body: Session['body'] = encodeArguments;

  frame = (id: number, method: string, body: Body): string => beamWire.frame(id, method, body) as string;

  ids: Session['ids'] = { next: () => this.nextId(), whenSent: has => has ?? this.nextId() };

  notification: Session['notification'] = () => undefined;

  readonly send = (frame: Frame): boolean => {
    if (!this.takesFrames) return false;
    const text = frame as string;
    this.sent.push(line(text));
    this.whenSent(text);
    return this.takes(text);
  };

  announceSent: Session['announceSent'] = (id, method, body) => {
    const text = `{"id":${id ?? '"-"'},"method":${JSON.stringify(method)},"arguments":${body}}`;
    this.announced.push(line(text));
    this.whenAnnounced(text);
  };

  isOpen(): boolean {
    return this.takesFrames;
  }

  bufferedAmount(): number {
    return this.buffered;
  }

  heardAt(): number {
    return 0;
  }

  heard(): number {
    return 0;
  }

  ping(): void {}

  reply(id: number, answer: Omit<ReplyPacket, 'type' | 'id'> = {}): Delivered {
    return deliver(this.replies, { id, ...answer });
  }
}

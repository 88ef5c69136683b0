import type { Announcement } from './announcement.js';
import type { Channel } from './channel.js';
import type { IncomingCall, PacketId } from './incoming.js';
import { Quota } from './quota.js';
import type { User } from './users.js';

/** Where a connection stands in the chat. */
export type Standing =
  | { at: 'door' }
  | { at: 'anonymous'; channel: Channel }
  | { at: 'user'; channel: Channel; user: User };

/** An answer, before it is text. */
export interface Reply {
  type: 'reply';
  error: unknown;
  id?: PacketId;
  data?: unknown;
}

/** The way back to one client. */
export interface Wire {
  /** `call` is what is answered; a frame that was no call has none. */
  reply(reply: Reply, call?: IncomingCall): void;
  event(text: string): void;
}

/** One connection, as the chat sees it. Forgotten with the connection. */
export class Visitor {
  standing: Standing = { at: 'door' };
  emotes: 'as text' | 'attached' = 'as text';
  /** How often `auth` was refused here. */
  refusals = 0;
  readonly optOuts = new Set<string>();
  readonly quota: Quota;
  readonly wire: Wire;

  constructor(wire: Wire, callsPerSecond: number) {
    this.wire = wire;
    this.quota = new Quota(callsPerSecond);
  }

  hear(announcement: Announcement): void {
    if (this.optOuts.has(announcement.event)) return;
    this.wire.event(this.emotes === 'attached' ? announcement.textWithEmotes : announcement.text);
  }
}

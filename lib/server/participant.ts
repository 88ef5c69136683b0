import type { Channel, ChannelMember } from './channel.js';
import type { IncomingCall, PacketId } from './incoming-packet.js';
import { RateLimit } from './rate-limit.js';
import type { SerializedEvent } from './serialized-event.js';
import type { User } from './users.js';

/** What `auth` has made of a connection so far. */
export type AuthState =
  | { is: 'unauthenticated' }
  | { is: 'anonymous'; channel: Channel }
  | { is: 'user'; channel: Channel; user: User };

/** A reply packet before it is serialized. */
export interface Reply {
  type: 'reply';
  error: unknown;
  id?: PacketId;
  data?: unknown;
}

/** What can be sent to one client. */
export interface ClientPort {
  /** @param call the call that is answered; undefined if the frame was not a call */
  reply(reply: Reply, call?: IncomingCall): void;
  event(text: string): void;
}

/** The chat's state of one connection. It is discarded with the connection. */
export class Participant implements ChannelMember {
  authState: AuthState = { is: 'unauthenticated' };
  emotes: 'as text' | 'attached' = 'as text';
  /** How many `auth` calls were refused on this connection. */
  failedAuths = 0;
  readonly optOuts = new Set<string>();
  readonly rateLimit: RateLimit;
  readonly client: ClientPort;

  constructor(client: ClientPort, callsPerSecond: number) {
    this.client = client;
    this.rateLimit = new RateLimit(callsPerSecond);
  }

  receive(event: SerializedEvent): void {
    if (this.optOuts.has(event.event)) return;
    this.client.event(this.emotes === 'attached' ? event.textWithEmotes : event.text);
  }
}

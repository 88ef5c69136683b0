import { Subject } from 'rxjs';
import { Authkeys } from './authkeys.js';
import { Channels } from './channels.js';
import type { IncomingCall } from './incoming-packet.js';
import type { Settings } from './options.js';
import { OriginPolicy } from './origin-policy.js';
import { Users } from './users.js';
import { uuidV1Source } from './uuid-v1.js';

/** A call that the server received. */
export interface Received {
  /** Index of the endpoint. */
  endpoint: number;
  /** Number of the connection, counted from 1 over all endpoints. */
  connection: number;
  /** The packet as received, authkeys included. */
  packet: IncomingCall;
}

/** A connection has completed its WebSocket handshake, or has closed. */
export type ConnectionChange =
  | { at: 'opened'; endpoint: number; connection: number /** Path and query, as requested. */; url: string }
  | { at: 'closed'; endpoint: number; connection: number; code: number; reason: string };

/** A connection has entered a channel, by `auth`. */
export interface Joined {
  /** Index of the endpoint. */
  endpoint: number;
  /** Number of the connection, as in {@link ConnectionChange}. */
  connection: number;
  channel: number;
  /** Undefined for a connection that may only read. */
  user: { id: number; username: string } | undefined;
}

/** The state that all endpoints and the REST side share, in memory only. */
export class ServerState {
  readonly settings: Settings;
  readonly users: Users;
  readonly channels: Channels;
  readonly authkeys: Authkeys;
  readonly originPolicy: OriginPolicy;
  readonly received$ = new Subject<Received>();
  readonly connections$ = new Subject<ConnectionChange>();
  readonly joins$ = new Subject<Joined>();
  readonly nextMessageId: () => string;
  #connections = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    this.users = new Users(settings.users);
    this.channels = new Channels(settings.channels, this.users, {
      slowChatMs: settings.slowChat,
      historyLimit: settings.history,
    });
    this.authkeys = new Authkeys(settings.authkeys, settings.authkeyLifetime);
    this.originPolicy = new OriginPolicy(settings.origins, settings.host);
    this.nextMessageId = uuidV1Source(settings.random);
  }

  nextConnectionNumber(): number {
    this.#connections += 1;
    return this.#connections;
  }

  close(): void {
    this.channels.close();
    this.received$.complete();
    this.connections$.complete();
    this.joins$.complete();
  }
}

import type { Observable } from 'rxjs';
import type {
  AnyMethods,
  ChatEvents,
  ChatMethods,
  Closed,
  Connected,
  MethodPacket,
  Packet,
  Reconnecting,
  ReportedError,
  SentCall,
  Status,
} from '../index.js';
import type { ServerRequest } from './double-record.js';
import type { Items } from './items.js';
import type { Replies } from './replies.js';

/** What a double emits and replies. */
export interface DoubleScript<Events, Methods, Received, Sent> {
  /** The data of server events, by name. Use hot Observables: a server sends whether or not anybody subscribes. @default none */
  readonly events?: { readonly [Name in keyof Events]?: Observable<Events[Name]> | undefined } | undefined;
  /** The replies to calls, by method. A call of a method without a reply errors. @default those of `auth`, `optOutEvents` and `ping` of a chat, and that of `ping` of any other client */
  readonly replies?: Replies<Methods> | undefined;
  /**
   * The status of the double. Each value states only what differs from a connected client; before the first value,
   * `status` is that of a connected client.
   * @default connected from the start, then as the test calls `boot()` and `close()`
   */
  readonly status$?: Observable<Partial<Status>> | undefined;
  /** @default one session each time the status becomes connected; the current one is replayed */
  readonly connected$?: Observable<Connected> | undefined;
  /** @default silent, but for one value after each `close()` */
  readonly closed$?: Observable<Closed> | undefined;
  /** @default silent, like the streams below */
  readonly reconnecting$?: Observable<Reconnecting> | undefined;
  readonly packets$?: Observable<Received> | undefined;
  readonly sent$?: Observable<Sent> | undefined;
  readonly spooled$?: Observable<Sent> | undefined;
  readonly errors$?: Observable<ReportedError> | undefined;
}

/** What a {@link ChatDouble} emits and replies. */
export interface ChatScript<Events = ChatEvents, Methods = ChatMethods>
  extends DoubleScript<Events, Methods, Packet, MethodPacket> {}

/** What a {@link ClientDouble} emits and replies. */
export interface ClientScript<Events = Record<string, unknown>, Methods = AnyMethods, Subscriptions = AnyMethods>
  extends DoubleScript<Events, Methods, unknown, SentCall> {
  /**
   * The items of subscriptions, by method. They are subscribed to in each session, and not in between. An error that is
   * not an `Error` is the server's; it ends the subscription. A subscription without items errors.
   * @default none
   */
  readonly subscriptions?: Items<Subscriptions> | undefined;
  /** The calls that the server makes; the answers of `handle` are recorded. @default none */
  readonly requests$?: Observable<ServerRequest> | undefined;
}

import type { Observable } from 'rxjs';
import type {
  ChatEvents,
  ChatMethods,
  Closed,
  Connected,
  MethodPacket,
  Packet,
  Reconnecting,
  ReportedError,
  Status,
} from '../index.js';
import type { Replies } from './replies.js';

/** What a {@link ChatDouble} emits and replies. */
export interface ChatScript<Events = ChatEvents, Methods = ChatMethods> {
  /** The data of server events, by name. Use hot Observables: a server sends whether or not anybody subscribes. @default none */
  readonly events?: { readonly [Name in keyof Events]?: Observable<Events[Name]> | undefined } | undefined;
  /** The replies to calls, by method. A call of a method without a reply errors. @default those of `auth`, `optOutEvents` and `ping` */
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
  readonly packets$?: Observable<Packet> | undefined;
  readonly sent$?: Observable<MethodPacket> | undefined;
  readonly spooled$?: Observable<MethodPacket> | undefined;
  readonly errors$?: Observable<ReportedError> | undefined;
}

import type { Observable } from 'rxjs';
import type {
  CallOptions,
  ChatEvents,
  ChatMethods,
  Closed,
  CloseOptions,
  Connected,
  MethodPacket,
  Packet,
  Reconnecting,
  ReportedError,
  Status,
} from '../index.js';
import type { Replies } from './replies.js';

/** What a {@link ChatDouble} plays. */
export interface ChatScript<Events = ChatEvents, Methods = ChatMethods> {
  /** The data of server events, by name; hot, as a server's are. @default none */
  readonly events?: { readonly [Name in keyof Events]?: Observable<Events[Name]> | undefined } | undefined;
  /** The answers to calls, by method; a call of a method without one errors. @default those of `auth`, `optOutEvents` and `ping` */
  readonly replies?: Replies<Methods> | undefined;
  /**
   * What `status$` says, and `status` after it; each value says only in what it differs from a connected client's, which
   * `status` is until the first one.
   * @default connected from the start, and as `boot()` and `close()` are called
   */
  readonly status$?: Observable<Partial<Status>> | undefined;
  /** @default a session each time that the status becomes connected; the present one comes first */
  readonly connected$?: Observable<Connected> | undefined;
  /** @default silent, but for one value each time that `close()` is called */
  readonly closed$?: Observable<Closed> | undefined;
  /** @default silent, as are those below */
  readonly reconnecting$?: Observable<Reconnecting> | undefined;
  readonly packets$?: Observable<Packet> | undefined;
  readonly sent$?: Observable<MethodPacket> | undefined;
  readonly spooled$?: Observable<MethodPacket> | undefined;
  readonly errors$?: Observable<ReportedError> | undefined;
}

/** A call as it was made; `options` is there only if some were given. */
export interface MadeCall {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly options?: CallOptions;
}

/** That the client was started, or stopped. */
export type Move = { readonly did: 'boot' } | { readonly did: 'close'; readonly options?: CloseOptions };

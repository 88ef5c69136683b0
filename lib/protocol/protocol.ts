import type { Observable, ObservableInput } from 'rxjs';
import type { Join } from '../link/join.js';
import type { Frame } from '../link/link.js';

/** The arguments of a call: one after the other, or by name. */
export type Arguments = readonly unknown[] | Readonly<Record<string, unknown>>;

/** The arguments as they are kept until the call is sent. */
export type Body = string | Uint8Array;

/** A call or a subscription that was sent. */
export interface SentRequest {
  readonly id: number;
  readonly method: string;
  readonly args: Arguments;
}

/** Why a call of the server is not answered with a result. */
export interface ServerCallFailure {
  readonly kind: 'failed' | 'unknown-method';
  /** Without the client's secrets. */
  readonly message: string;
  /** What the handler threw, for protocols whose errors have more than a message. */
  readonly cause?: unknown;
}

/** What reads and writes the frames of one connection. It may keep state, such as a frame that came in parts. */
export interface Wire {
  /** Whether binary frames are read, as a Uint8Array. @default false: they are reported on `errors$` */
  readonly binary?: boolean | undefined;
  /** A call → its frame, when the call is sent. If it throws, that call rejects with kind `encoding`. */
  frame(id: number, method: string, body: Body): Frame;
  /** Reads one frame of the server, and hands on each message in it. If it throws, the frame is reported on `errors$`. */
  read(frame: string | Uint8Array, to: Receiver): void;
  /** A call that wants no reply → its frame. @default `frame`, and the reply is ignored */
  notification?(method: string, body: Body): Frame;
  /** Tells the server that a call which was sent is cancelled. @default it is not told */
  cancel?(id: number, method: string): Frame;
  /** The answer to a call of the server. @default the server makes no calls, and `handle` throws a TypeError */
  result?(id: unknown, data: unknown): Frame;
  /** The answer to a call of the server whose handler failed, or that has none: then `kind` is `unknown-method`. */
  failure?(id: unknown, failure: ServerCallFailure): Frame;
}

/**
 * Takes the messages of a server. `message` is each message as parsed, which `packets$` emits before the message is routed.
 */
export interface Receiver {
  /** A successful reply to the call of this id. */
  reply(id: unknown, data: unknown, message: unknown): void;
  /** The server refused the call of this id. */
  refusal(id: unknown, error: unknown, message: unknown): void;
  event(name: string, data: unknown, message: unknown): void;
  /** An item of the subscription of this key. If the key is the id of a call instead, the item is its reply. */
  item(key: unknown, data: unknown, message: unknown): void;
  /** The server ended the subscription of this key: it completes, or errors with a `ReplyError` that holds `error`. */
  end(key: unknown, message: unknown, error?: unknown): void;
  /** A call that the server makes. */
  request(id: unknown, method: string, args: unknown, message: unknown): void;
  /** A message for the set-up, which `talk.control$` emits. */
  control(message: unknown): void;
  /** A message that is answered at once with this frame, such as a ping. */
  answer(frame: Frame, message: unknown): void;
  /** The frame, or a part of it, is no message of the protocol; `why` completes "a frame came that is …". */
  bad(why: string, frame: unknown, cause?: unknown): void;
}

/** The way to the server during a set-up. */
export interface Talk {
  /** The server's address, without its secrets. */
  readonly address: string;
  /**
   * The newest reply of the function that gives the addresses. Once a set-up has read it, that function is called before each
   * attempt, since what it gives may be good for one connection only.
   */
  readonly join: Join;
  /** The control messages of this connection, from the first on, also those that came before it is subscribed to. */
  readonly control$: Observable<unknown>;
  /** Makes a call on this connection, before any call of the user. Rejects with a `ReplyError` if the server refuses. */
  call<T = unknown>(method: string, args?: Arguments): Promise<T>;
  /** The same call as a cold Observable. */
  call$<T = unknown>(method: string, args?: Arguments): Observable<T>;
  /**
   * Sends a frame as it is; nothing is sent once the connection is gone. `secrets` are the keys in it, which no error may show
   * if the server repeats them.
   */
  send(frame: Frame, options?: { readonly secrets?: readonly string[] }): void;
  /** Says that the server has accepted a user: `connected$` then has `authenticated: true`. */
  authenticated(): void;
}

/** How the subscriptions of a protocol are known and ended. */
export interface SubscriptionRules {
  /**
   * The data of the reply → the key by which items come. If it throws, the server has not accepted the subscription, which
   * errors with a `ReplyError`.
   * @default items come by the id of the request, and need no reply
   */
  key?(data: unknown, request: SentRequest): unknown;
  /** What ends a subscription on the wire: a call, or a frame. @default nothing, and its later items are ignored */
  cancel?(key: unknown, request: SentRequest): readonly [method: string, args: Arguments] | Frame | undefined;
}

/** How a protocol makes a silent server answer: by a call or by a frame, one of which is given. */
export interface Heartbeat {
  /** The method that is called; its reply counts as much as any other frame. `client.ping()` measures it. */
  readonly method?: string;
  /** The arguments of that call. @default none */
  readonly args?: Arguments;
  /** A frame that the server answers in any way, where it is no call. */
  readonly frame?: Frame;
  /**
   * `idle`: after `pingInterval` without a frame, where the WebSocket has no ping of its own. `always`: every `pingInterval`,
   * whatever comes, for servers that leave clients which do not call it. @default 'idle'
   */
  readonly when?: 'idle' | 'always';
}

/** What a refusal means that is more than an error of its call. */
export type RefusalMeaning = 'not-authenticated' | 'too-fast' | { readonly means: 'too-fast'; readonly wait: number };

/** What a client must know of its protocol, apart from how frames are read and written. */
export interface ProtocolRules {
  /** What diagnostics call the protocol (docs/observing.md). @default 'rpc' */
  readonly name?: string | undefined;
  /**
   * The arguments of a call, when the call is made, so that what the caller changes later does not matter. If it throws, that
   * call rejects with kind `encoding`.
   */
  body(args: Arguments, method: string): Body;
  /** The WebSocket sub-protocols to offer, unless the option `protocols` says otherwise. @default none */
  readonly protocols?: string | readonly string[] | undefined;
  /** Address → the URL that is dialled. @default the address, exactly as given */
  readonly url?: ((address: string) => string) | undefined;
  /** The first id. @default 1 */
  readonly firstId?: number | undefined;
  /**
   * When a call gets its id: when it is `made`; when it is `sent`, and then it is resent with the same; or anew on each
   * `connection`, where ids begin at the first one again. @default 'sent'
   */
  readonly ids?: 'made' | 'sent' | 'connection' | undefined;
  /**
   * What is done on each connection before any call of the user goes: the session is established when it completes. It may
   * take the rest of `connectTimeout`. If it errors with an `AuthenticationFailedError`, the client closes; after any other
   * error it tries the next address. @default nothing
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a set-up that only sends a frame returns nothing
  readonly setUp?: ((talk: Talk) => ObservableInput<unknown> | void) | undefined;
  /**
   * For the option `hedge`: whether a message, as parsed, is the one by which a server welcomes a connection before the client
   * has sent anything, such as its first control message. Of two sockets the one whose server welcomes it first is used.
   * @default the server sends none: the socket that opens first is used
   */
  readonly welcome?: ((message: unknown) => boolean) | undefined;
  /**
   * How subscriptions are told apart and cancelled.
   * @default the protocol has no subscriptions, and `subscribe$` throws a TypeError
   */
  readonly subscriptions?: SubscriptionRules | undefined;
  /**
   * What a refusal means. In the set-up, `not-authenticated` closes the client. Of a call, `too-fast` has it sent again where
   * the option `pace` says so; with the `wait` that the server names, in ms.
   * @default undefined: in the set-up, try the next address; the call rejects
   */
  readonly refusal?: ((error: unknown) => RefusalMeaning | undefined) | undefined;
  /** Close codes after which no address is tried any more: the client closes. @default none */
  readonly fatalCloseCodes?: readonly number[] | undefined;
  /** The secrets among the arguments of a call, which no error may show. @default none */
  readonly secrets?: ((method: string, args: Arguments) => readonly string[]) | undefined;
  /**
   * What makes a silent server answer.
   * @default none: where the WebSocket has no ping either, silence is not noticed
   */
  readonly heartbeat?: Heartbeat | undefined;
}

/**
 * A protocol: a plain object, without the state of any connection. A protocol whose connections have state makes a
 * {@link Wire} for each of them; any other is its own.
 */
export type Protocol = ProtocolRules & (Wire | { wire(): Wire });

/** What reads and writes the frames of a new connection. */
export const wireOf = (protocol: Protocol): Wire => {
  const { wire } = protocol as { readonly wire?: unknown };
  return wire === undefined ? (protocol as Wire) : (protocol as { wire(): Wire }).wire();
};

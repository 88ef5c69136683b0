import type { Observable, ObservableInput } from 'rxjs';
import type { Join } from '../link/join.js';
import type { Frame } from '../link/link.js';

/** The arguments of a call: positional or named. */
export type Arguments = readonly unknown[] | Readonly<Record<string, unknown>>;

/** The serialized arguments, which the client keeps until it sends the call. */
export type Body = string | Uint8Array;

/** A call or a subscription that was sent. */
export interface SentRequest {
  readonly id: number;
  readonly method: string;
  readonly args: Arguments;
}

/** Why the client answers a call from the server with an error. */
export interface ServerCallFailure {
  readonly kind: 'failed' | 'unknown-method';
  /** Without the client's secrets. */
  readonly message: string;
  /** What the handler threw, for protocols whose errors have more than a message. */
  readonly cause?: unknown;
}

/** What reads and writes the frames of one connection. It may keep state, such as a frame that came in parts. */
export interface Wire {
  /** Whether `read` gets binary frames, as a Uint8Array. @default false: `errors$` reports them */
  readonly binary?: boolean | undefined;
  /** A call → its frame, when the call is sent. If it throws, that call rejects with kind `encoding`. */
  frame(id: number, method: string, body: Body): Frame;
  /** Parses one frame from the server, and passes each message in it to `to`. If it throws, `errors$` reports the frame. */
  read(frame: string | Uint8Array, to: Receiver): void;
  /** A call that expects no reply → its frame. @default `frame`, and the client ignores the reply */
  notification?(method: string, body: Body): Frame;
  /** Tells the server that a sent call was cancelled. @default the client sends nothing */
  cancel?(id: number, method: string): Frame;
  /** The answer to a call from the server. @default the server makes no calls, and `handle` throws a TypeError */
  result?(id: unknown, data: unknown): Frame;
  /** The answer to a call from the server whose handler failed, or that has no handler (`kind` is `unknown-method`). */
  failure?(id: unknown, failure: ServerCallFailure): Frame;
}

/**
 * Takes the messages from a server. `message` is the parsed message, which `packets$` emits before the client routes it.
 */
export interface Receiver {
  /** A successful reply to the call with this id. */
  reply(id: unknown, data: unknown, message: unknown): void;
  /** The server refused the call with this id. */
  refusal(id: unknown, error: unknown, message: unknown): void;
  event(name: string, data: unknown, message: unknown): void;
  /** An item of the subscription with this key. If the key is the id of a call instead, the item is its reply. */
  item(key: unknown, data: unknown, message: unknown): void;
  /** The server ended the subscription with this key: it completes, or errors with a `ReplyError` that contains `error`. */
  end(key: unknown, message: unknown, error?: unknown): void;
  /** A call that the server makes. */
  request(id: unknown, method: string, args: unknown, message: unknown): void;
  /** A message for the set-up, which `talk.control$` emits. */
  control(message: unknown): void;
  /** A message that the client answers at once with this frame, such as a ping. */
  answer(frame: Frame, message: unknown): void;
  /** The frame, or a part of it, is invalid; `why` completes "received a frame that is …". */
  bad(why: string, frame: unknown, cause?: unknown): void;
}

/** The interface to the server during a set-up. */
export interface Talk {
  /** The server's address, without secrets. */
  readonly address: string;
  /**
   * The newest reply of the address function. Once a set-up has read it, the client calls that function before each attempt,
   * because its reply may be valid for one connection only.
   */
  readonly join: Join;
  /** The control messages of this connection, from the first one on, including those that arrived before you subscribe. */
  readonly control$: Observable<unknown>;
  /** Makes a call on this connection, before any other call of the client. Rejects with a `ReplyError` if the server refuses. */
  call<T = unknown>(method: string, args?: Arguments): Promise<T>;
  /** The same call as a cold Observable. */
  call$<T = unknown>(method: string, args?: Arguments): Observable<T>;
  /**
   * Sends a frame unchanged; does nothing once the connection is gone. `secrets` are the keys in the frame, so that no error shows
   * them if the server repeats them.
   */
  send(frame: Frame, options?: { readonly secrets?: readonly string[] }): void;
  /** Reports that the server has accepted a user: `connected$` then emits `authenticated: true`. */
  authenticated(): void;
}

/** How a protocol identifies and cancels subscriptions. */
export interface SubscriptionRules {
  /**
   * The data of the reply → the key of the subscription's items. If it throws, the subscription counts as refused and errors with
   * a `ReplyError`.
   * @default the id of the request is the key, and the client expects no reply
   */
  key?(data: unknown, request: SentRequest): unknown;
  /** What ends a subscription on the wire: a call, or a frame. @default nothing, and the client ignores later items */
  cancel?(key: unknown, request: SentRequest): readonly [method: string, args: Arguments] | Frame | undefined;
}

/** How to make a silent server answer: with a call or with a frame. Define one of the two. */
export interface Heartbeat {
  /** The method to call; its reply counts like any other frame. `client.ping()` measures it. */
  readonly method?: string;
  /** The arguments of that call. @default none */
  readonly args?: Arguments;
  /** A frame that is not a call and that the server answers in any way. */
  readonly frame?: Frame;
  /**
   * `idle`: after `pingInterval` without a frame, if the WebSocket cannot ping. `always`: every `pingInterval`, whatever arrives, for
   * servers that drop clients without a heartbeat. @default 'idle'
   */
  readonly when?: 'idle' | 'always';
}

/** What a refusal means beyond the error of its call. */
export type RefusalMeaning = 'not-authenticated' | 'too-fast' | { readonly means: 'too-fast'; readonly wait: number };

/** What a client must know about its protocol, apart from reading and writing frames. */
export interface ProtocolRules {
  /** The name of the protocol in diagnostics (docs/observing.md). @default 'rpc' */
  readonly name?: string | undefined;
  /**
   * Serializes the arguments when the call is made, so that later changes to them have no effect. If it throws, that call rejects
   * with kind `encoding`.
   */
  body(args: Arguments, method: string): Body;
  /** The WebSocket sub-protocols to offer, unless the option `protocols` says otherwise. @default none */
  readonly protocols?: string | readonly string[] | undefined;
  /** Address → the URL to dial. @default the address, exactly as given */
  readonly url?: ((address: string) => string) | undefined;
  /** The first id. @default 1 */
  readonly firstId?: number | undefined;
  /**
   * When a call gets its id: when it is `made`; when it is `sent` (a resent call keeps it); or anew on each `connection`, where ids
   * start at the first one again. @default 'sent'
   */
  readonly ids?: 'made' | 'sent' | 'connection' | undefined;
  /**
   * Sets up each connection before the client sends any other call. The session is established when it completes, which must be
   * within the rest of `connectTimeout`. If it errors with an `AuthenticationFailedError`, the client closes. After any other error,
   * the client tries the next address. @default nothing
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a set-up that only sends a frame returns nothing
  readonly setUp?: ((talk: Talk) => ObservableInput<unknown> | void) | undefined;
  /**
   * For the option `hedge`: whether a parsed message is the server's welcome, which it sends before the client has sent anything,
   * such as its first control message. Of two sockets, the client uses the one that is welcomed first.
   * @default the server sends none: the client uses the socket that opens first
   */
  readonly welcome?: ((message: unknown) => boolean) | undefined;
  /**
   * How subscriptions are told apart and cancelled.
   * @default the protocol has no subscriptions, and `subscribe$` throws a TypeError
   */
  readonly subscriptions?: SubscriptionRules | undefined;
  /**
   * What a refusal means. In the set-up, `not-authenticated` closes the client. For a call, `too-fast` makes `onRefusal()` send it
   * again, after the `wait` in ms if the server names one.
   * @default undefined: in the set-up, try the next address; the call rejects
   */
  readonly refusal?: ((error: unknown) => RefusalMeaning | undefined) | undefined;
  /** Close codes after which the client closes and tries no other address. @default none */
  readonly fatalCloseCodes?: readonly number[] | undefined;
  /** The secrets among the arguments of a call, so that no error shows them. @default none */
  readonly secrets?: ((method: string, args: Arguments) => readonly string[]) | undefined;
  /**
   * What makes a silent server answer.
   * @default none: where the WebSocket has no ping either, silence is not noticed
   */
  readonly heartbeat?: Heartbeat | undefined;
}

/**
 * A protocol: a plain object without the state of any connection. If its connections have state, it creates a {@link Wire} for
 * each of them. Otherwise, it is its own wire.
 */
export type Protocol = ProtocolRules & (Wire | { wire(): Wire });

/** What reads and writes the frames of a new connection. */
export const wireOf = (protocol: Protocol): Wire => {
  const { wire } = protocol as { readonly wire?: unknown };
  return wire === undefined ? (protocol as Wire) : (protocol as { wire(): Wire }).wire();
};

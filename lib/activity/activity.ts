import type { Observable } from 'rxjs';
import type { BeamError, CallErrorKind, Delivery } from '../errors.js';
import type { Counts } from './counts.js';

/** A call, as the client keeps it: the same object from its creation until it settles. */
export interface ObservedCall {
  readonly id: number | undefined;
  readonly method: string;
  /** The arguments as text or bytes, with their secrets. Only until the call is sent. */
  readonly body: string | Uint8Array;
  readonly settings: {
    readonly timeout: number;
    readonly noReply: boolean;
    readonly resend: boolean;
    readonly whenDown: 'spool' | 'reject' | 'ping' | 'session' | 'set-up';
  };
  /** Whether it was ever handed to a socket. */
  readonly wasSent: boolean;
}

/** Why a call failed; `error` is what it rejects with, if it has a caller by then. */
export interface ObservedFailure {
  readonly kind: CallErrorKind;
  readonly delivery: Delivery;
  readonly error?: unknown;
}

/** What happens to one socket. `dial` is its number: dials count from 1 for the life of the client. */
export type SocketActivity = { readonly dial: number; readonly address: string } & (
  | { readonly type: 'dial' }
  /** `canPing`: it has the pings of the WebSocket protocol. */
  | { readonly type: 'open'; readonly canPing: boolean }
  /** A frame, with the secrets that may be in it. */
  | { readonly type: 'received' | 'sent'; readonly frame: unknown }
  /** `byClient`: it was dropped, without a closing handshake. */
  | {
      readonly type: 'gone';
      readonly opened: boolean;
      readonly code: number;
      readonly reason: string;
      readonly byClient: boolean;
    }
);

/** What happens to the connection of a client, over all its sockets. A `ping` is one of the WebSocket protocol, which is no frame. */
export type ConnectionActivity =
  | { readonly type: 'established'; readonly address: string; readonly session: number }
  | { readonly type: 'lost'; readonly address: string | undefined; readonly error: unknown }
  | { readonly type: 'waiting'; readonly address: string | undefined; readonly attempt: number; readonly delay: number }
  | { readonly type: 'ping'; readonly address: string }
  | { readonly type: 'closed'; readonly address: string | undefined; readonly code: number; readonly reason: string }
  | { readonly type: 'bad-frame'; readonly address: string | undefined; readonly error: BeamError };

/** What happens to a call. `handed` is to a socket, and may happen again after a loss. */
export type CallActivity =
  /** `args`: the arguments as given, which the body may not show. */
  | { readonly type: 'made'; readonly call: ObservedCall; readonly args?: unknown }
  | { readonly type: 'spooled' | 'handed'; readonly call: ObservedCall }
  | { readonly type: 'settled'; readonly call: ObservedCall; readonly failure: ObservedFailure | undefined };

/** A subscriber of `subscribe$`: the same object from its subscription until it leaves. */
export interface ObservedSubscriber {
  readonly method: string;
  readonly args: unknown;
  readonly linger: number;
}

/** A call from the server that a handler takes: the same object until the client answers it. */
export interface ObservedRequest {
  readonly method: string;
}

/** Reported only for protocols with subscriptions or handlers. `ended`: the server ended the subscription, or it failed. */
export type RpcActivity =
  | { readonly type: 'subscribed' | 'unsubscribed'; readonly subscriber: ObservedSubscriber }
  | { readonly type: 'ended'; readonly subscriber: ObservedSubscriber; readonly error?: unknown }
  | { readonly type: 'handler-added' | 'handler-removed'; readonly method: string }
  | { readonly type: 'requested'; readonly request: ObservedRequest }
  /** `data` is the handler's result, `failure` says why it failed. */
  | {
      readonly type: 'answered';
      readonly request: ObservedRequest;
      readonly data?: unknown;
      readonly failure?: string;
    };

/** What the options of `close()` are. */
interface CloseFacts {
  readonly drain?: number | undefined;
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

/** What the user does with the client, and what its `wake$` emits. */
export type UserActivity =
  | { readonly type: 'network'; readonly event: 'wake' | 'offline' }
  | { readonly type: 'boot' }
  | { readonly type: 'close'; readonly options: CloseFacts };

/**
 * One thing that a client does, or that happens to it, in order. The client creates it only while it has an observer. It does not
 * repeat what a public stream emits. Frames, bodies and errors are not masked: whoever shows them must mask them.
 */
export type Activity = SocketActivity | ConnectionActivity | CallActivity | RpcActivity | UserActivity;

/** What a client, or a double of one, offers to its observers. */
export interface ActivitySource {
  readonly activity$: Observable<Activity>;
  /** What the protocol is called. */
  readonly protocol: string;
  /** What was counted so far. */
  counts(): Counts;
  /** A text without the client's secrets. */
  mask(text: string): string;
  /** The client's options with their defaults; empty for a double. They may contain keys. */
  readonly options: Readonly<Record<string, unknown>>;
  /** From now on, the client calls the address function before each attempt. A double has no such function. */
  askEachTime?(): void;
}

/** The key of the member of a client, or a double, that returns its source. It is not in their types, because it is internal. */
export const ACTIVITY = /* @__PURE__ */ Symbol('activity');

/** @throws TypeError that names the function, if what it was given is no client */
export const activityOf = (client: object, what: string): ActivitySource => {
  const source = (client as { [ACTIVITY]?: ActivitySource } | undefined)?.[ACTIVITY];
  if (source === undefined) {
    throw new TypeError(
      `${what} takes a BeamChat, an RpcClient or a double of one; of a BeamSocket, pass its \`chat\``,
    );
  }
  return source;
};

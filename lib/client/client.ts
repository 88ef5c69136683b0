import type { Observable } from 'rxjs';
import { traceCaller } from '#platform';
import type { ReportedError } from '../errors.js';
import './disposable.js';
import type { AddressSource } from '../link/join.js';
import type { Closed } from '../link/link.js';
import type { Reconnecting } from '../link/retry-policy.js';
import type { ResolvedClientOptions } from '../options.js';
import type { Arguments, Heartbeat, Protocol } from '../protocol/protocol.js';
import type { Connected, Status } from '../status.js';
import { monotonicClock } from '../timers.js';
import type { Resolvers } from '../traffic/call.js';
import type { CallRequest } from '../traffic/call-factory.js';
import type { CallOptions } from '../traffic/call-options.js';
import type { ArgumentsGiven, NameFor, ParametersOf, ReplyOf, Stated } from './call-types.js';
import { type CallAdapter, completeStreams, createParts, type Making, type SharedParts } from './client-parts.js';
import type { CloseOptions } from './close-options.js';
import { Lifecycle } from './lifecycle.js';
import { makeCall, makeCall$, requestOf } from './make-call.js';
import { observable } from './observable.js';

/** What the stages of a client share, for code that is built on a client. */
export const partsOf = (client: Client): SharedParts<CallAdapter> => Client['partsOf'](client);

/** The set-up of a client, for the door that knows its class. */
export const setUpOf = (client: Client): CallAdapter => partsOf(client).setUp;

/** How many calls of a client are spooled. */
export const spoolLength = (client: Client): number => partsOf(client).calls.unsettled.spool.size;

/**
 * Makes a call that settles these resolvers, and rejects with the server's error as sent: for the bridge, whose promises are of
 * another class and need none of ours in between.
 */
export const startCall = (
  client: Client,
  method: string,
  args: readonly unknown[],
  options: CallOptions | undefined,
  resolvers: Resolvers,
): void => void makeCall(partsOf(client), requestOf(method, args, options, true), resolvers);

/**
 * A client for any protocol. It keeps one WebSocket to one of several servers. Calls settle exactly once, and event streams
 * continue across reconnects. The client opens nothing before {@link Client.boot}.
 */
export abstract class Client<
  Events = Record<string, unknown>,
  Methods = object,
  Received = unknown,
  Sent = unknown,
  Named extends boolean = false,
> {
  /** The current status, then each change. */
  readonly status$: Observable<Status>;
  /** Emits one value for each established session; while connected, a new subscriber gets the current one first. */
  readonly connected$: Observable<Connected>;
  /** Emits before each wait for the next attempt. */
  readonly reconnecting$: Observable<Reconnecting>;
  /** Emits each time an open socket closes. If `close()` finds no open socket, emits once, after `close()` has returned. */
  readonly closed$: Observable<Closed>;
  /** Emits every message from the server, parsed, before the client routes it. */
  readonly packets$: Observable<Received>;
  /** Emits each call when the client hands it to the socket, exactly as sent: a login contains its key. */
  readonly sent$: Observable<Sent>;
  /** Emits each call when the client spools it. */
  readonly spooled$: Observable<Sent>;
  /** Emits every error that rejects no call. After an `AuthenticationFailedError`, the client is closed. */
  readonly errors$: Observable<ReportedError>;

  readonly #parts: SharedParts<CallAdapter>;
  readonly #lifecycle: Lifecycle;

  protected constructor(
    addresses: AddressSource,
    options: ResolvedClientOptions,
    protocol: Protocol,
    making: Making<CallAdapter>,
  ) {
    const parts = createParts(addresses, options, protocol, making);
    const { announcements, calls, demux } = parts;
    completePrototype();
    this.#parts = parts;
    this.#lifecycle = new Lifecycle(parts);
    this.status$ = announcements.status$;
    this.connected$ = announcements.connected$;
    this.reconnecting$ = announcements.reconnecting$;
    this.closed$ = announcements.closed$;
    this.packets$ = demux.packets$ as Observable<Received>;
    this.sent$ = announcements.sent$ as Observable<Sent>;
    this.spooled$ = calls.spooled$ as Observable<Sent>;
    this.errors$ = announcements.errors$ as Observable<unknown> as Observable<ReportedError>;
  }

  /** The current status, also while the client is still notifying subscribers of it. */
  get status(): Status {
    return this.#parts.announcements.status;
  }

  /**
   * Starts connecting. While the client runs, it does nothing except cancel a `close({ drain })`. After `close()`, it starts the
   * client again.
   * @throws TypeError if the runtime has no WebSocket and you passed no `WebSocketCtor`
   */
  boot(): this {
    this.#parts.activity.tell({ type: 'boot' });
    this.#lifecycle.boot();
    return this;
  }

  /**
   * Stops the client, whatever its state. Unsettled calls reject with kind `closed`. Resolves when the socket is gone and no timer,
   * listener or call is left. Rejects with a TypeError if the code or reason is invalid.
   */
  close(options?: CloseOptions): Promise<void> {
    this.#parts.activity.tell({ type: 'close', options: options ?? {} });
    return this.#lifecycle.close(options ?? {});
  }

  /**
   * Emits the data of server events of this name, over all connections. Never errors; completes when the client is disposed of.
   * To use a name that is not in the map, state the type of its data: `events$<Price>('price')`.
   */
  events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  events$(name: string): Observable<unknown> {
    return this.#parts.demux.events.on(name);
  }

  /**
   * Makes one call for each subscription. Emits the reply's data and completes, or errors with a `CallError` (a `ReplyError` if
   * the server refused it). Unsubscribing cancels the call. With `noReply`, it only completes.
   */
  call$<T = never>(method: NameFor<T>, args?: ArgumentsGiven<Named>, options?: CallOptions): Observable<Stated<T>>;
  call$<Name extends keyof Methods & string>(
    method: Name,
    ...rest: ParametersOf<Methods, Name, Named>
  ): Observable<ReplyOf<Methods, Name>>;
  call$(method: string, args?: Arguments, options?: CallOptions): Observable<unknown> {
    return makeCall$(this.#parts, requestOf(method, args, options));
  }

  /**
   * Makes the same call at once, and returns a Promise. With `noReply`, it resolves with undefined, and you need not handle its
   * failure. It is not built on an Observable, which would need a third more heap for each pending call.
   */
  call<T = never>(method: NameFor<T>, args?: ArgumentsGiven<Named>, options?: CallOptions): Promise<Stated<T>>;
  call<Name extends keyof Methods & string>(
    method: Name,
    ...rest: ParametersOf<Methods, Name, Named>
  ): Promise<ReplyOf<Methods, Name>>;
  call(method: string, args?: Arguments, options?: CallOptions): Promise<unknown> {
    const promise = this.promise(method, args, options);
    if (options?.noReply) promise.catch(() => {});
    return promise;
  }

  /** Measures the round-trip time in ms. Rejects with kind `not-connected` while the client is not connected. */
  async ping(): Promise<number> {
    const now = monotonicClock();
    const start = now();
    const { method, args } = this.#parts.protocol.heartbeat as Heartbeat;
    await new Promise((resolve, reject) => {
      const request: CallRequest = { ...requestOf(method as string, args), whenDown: 'ping' };
      makeCall(this.#parts, request, { resolve, reject: traceCaller(reject, this.ping) });
    });
    const roundTripMs = now() - start;
    this.#parts.activity.roundTripMs = roundTripMs;
    return roundTripMs;
  }

  protected promise(method: string, args?: Arguments, options?: CallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const resolvers = { resolve, reject: traceCaller(reject, this.promise) };
      makeCall(this.#parts, requestOf(method, args, options), resolvers);
    });
  }

  /** Closes the client, then completes every stream. Defined if the runtime has the symbol. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  // biome-ignore lint/correctness/noUnusedPrivateClassMembers: the function partsOf() reads it
  private static partsOf(client: Client): SharedParts<CallAdapter> {
    return client.#parts;
  }
}

/** Not in a static block: with it, bundlers keep the class for nothing, and React Native cannot parse it. */
const completePrototype = (): void => {
  if (!observable(Client.prototype, partsOf) || Symbol.asyncDispose === undefined) return;
  const value = function (this: Client) {
    return this.close().then(() => completeStreams(partsOf(this)));
  };
  Object.defineProperty(Client.prototype, Symbol.asyncDispose, { value });
};

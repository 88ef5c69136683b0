/// <reference lib="esnext.disposable" preserve="true" />
import { asyncScheduler, Observable } from 'rxjs';
import type { CloseOptions } from './close-options.js';
import type { BeamError } from './errors.js';
import { Life } from './life.js';
import { checkAddresses } from './link/addresses.js';
import type { AddressSource } from './link/join.js';
import type { Closed } from './link/link.js';
import type { Reconnecting } from './link/retry-with-next-address.js';
import { type BeamChatOptions, resolveOptions } from './options.js';
import { Demux } from './packet/demux.js';
import type { ChatEvents } from './packet/events.js';
import type { AuthReply, ChatMethods } from './packet/methods.js';
import type { MethodPacket, Packet } from './packet/packet.js';
import type { Connected, Status } from './status.js';
import { type SetUpReply, Streams } from './streams.js';
import type { Call, Caller } from './traffic/call.js';
import { Calls } from './traffic/calls.js';
import { type AuthArguments, Credentials } from './traffic/credentials.js';
import { CallMaker, type CallOptions, NO_OPTIONS } from './traffic/make-call.js';
import { OptOuts } from './traffic/opt-outs.js';
import type { ArgumentsOf, DataOf, NameIn, ReplyOf, Rest } from './typed-calls.js';

/**
 * A call and who is told of it, for the bridge: a promise of another class needs none of ours in between, and a
 * refusal is the server's error as sent.
 */
export let makeCall: (
  chat: BeamChat,
  method: string,
  args: readonly unknown[],
  options: CallOptions | undefined,
  caller: Caller,
) => void;

/** The number of calls in the spool, for the bridge. */
export let spoolLength: (chat: BeamChat) => number;

/**
 * The server's replies to every `auth` and `optOutEvents` that it accepted, for the bridge: also to those that the client
 * sends by itself when it reconnects.
 */
export let setUpReplies: (chat: BeamChat) => Observable<SetUpReply>;

/**
 * A reactive chat client: one WebSocket at a time to one of several servers, calls that settle exactly once, and events
 * as streams that survive reconnects. Nothing is opened before {@link BeamChat.boot}.
 *
 * @typeParam Events - the data of server events, by name
 * @typeParam Methods - functions, by method name: the parameters are a call's arguments, the result its reply's data
 */
export class BeamChat<Events = ChatEvents, Methods = ChatMethods> {
  /** The present status, then each change. */
  readonly status$: Observable<Status>;
  /** One value for each established session; while one stands it comes first, as it is by then. */
  readonly connected$: Observable<Connected>;
  /** Before each wait for the next try. */
  readonly reconnecting$: Observable<Reconnecting>;
  /** Each socket that had opened, when it is gone; and once for a `close()` that found none open. */
  readonly closed$: Observable<Closed>;
  /** Every packet of the server, parsed, before it is routed. */
  readonly packets$: Observable<Packet>;
  /** Each method packet as it is handed to the socket, exactly as sent: that of `auth` holds its authkey. */
  readonly sent$: Observable<MethodPacket>;
  /** Each method packet as it is put aside until there is a connection. */
  readonly spooled$: Observable<MethodPacket>;
  /** Every error that has no caller to reject; `AuthenticationFailedError` alone means that the client has closed. */
  readonly errors$: Observable<BeamError>;

  readonly #streams = new Streams();
  readonly #demux = new Demux(error => this.#streams.report(error));
  readonly #calls: Calls;
  readonly #maker: CallMaker;
  readonly #credentials: Credentials;
  readonly #optOuts: OptOuts;
  readonly #life: Life;

  /**
   * @param addresses - `ws:` or `wss:` URLs; or a function that gives them, or a whole join reply, now or later
   * @throws {@link AddressError} that quotes the address which cannot be dialled
   * @throws TypeError that names the option which is unknown or impossible
   */
  constructor(addresses: AddressSource, given: BeamChatOptions = {}) {
    const source = typeof addresses === 'function' ? addresses : [...checkAddresses(addresses)];
    const options = resolveOptions(given);
    const streams = this.#streams;
    const demux = this.#demux;
    const calls = new Calls(demux.replies, options.spool);
    const optOuts = new OptOuts(
      calls,
      error => streams.report(error),
      data => streams.setUpReply('optOutEvents', data),
    );
    const credentials = new Credentials(
      calls,
      options.auth,
      isUser => streams.authenticated(isUser),
      data => streams.setUpReply('auth', data),
    );
    this.#calls = calls;
    this.#optOuts = optOuts;
    this.#credentials = credentials;
    this.#maker = new CallMaker(calls, options);
    const { nextId } = this.#maker;
    this.#life = new Life({ addresses: source, options, streams, demux, calls, optOuts, credentials, nextId });
    this.status$ = streams.status$;
    this.connected$ = streams.connected$;
    this.reconnecting$ = streams.reconnecting$.asObservable();
    this.closed$ = streams.closed$.asObservable();
    this.packets$ = demux.packets$.asObservable();
    this.sent$ = streams.sent$.asObservable();
    this.spooled$ = calls.spooled$.asObservable();
    this.errors$ = streams.errors$.asObservable();
  }

  /** The present status, also in the middle of telling it. */
  get status(): Status {
    return this.#streams.status;
  }

  /**
   * Starts to connect. While running it does nothing, but call off a `close({ drain })`; after `close()` it starts again.
   *
   * @throws TypeError where the runtime has no WebSocket and none was given
   */
  boot(): this {
    this.#life.boot();
    return this;
  }

  /**
   * Stops for good, in any state: calls that are not settled reject as `closed`. Resolves when the socket is gone and
   * nothing of this client is left running; rejects with a TypeError for a code or reason that no WebSocket can close with.
   */
  close(options?: CloseOptions): Promise<void> {
    return this.#life.close(options ?? {});
  }

  /** The data of the server events of a name, over all connections. Never errors; completes when the client is disposed of. */
  events$<Name extends NameIn<Events>>(name: Name): Observable<DataOf<Events, Name>> {
    return this.#demux.events.on(name) as Observable<DataOf<Events, Name>>;
  }

  /**
   * A call, made anew by each subscription: emits the reply's data and completes, or errors with a {@link CallError}
   * (a {@link ReplyError} when it is the server's). Unsubscribing cancels it. With `noReply` it only completes.
   */
  call$<Name extends NameIn<Methods>>(
    method: Name,
    ...rest: Rest<ArgumentsOf<Methods, Name>>
  ): Observable<ReplyOf<Methods, Name>>;
  call$(method: string, args?: readonly unknown[], options?: CallOptions): Observable<unknown> {
    return new Observable(subscriber => {
      const caller: Caller = {
        resolve: data => {
          if (!options?.noReply) subscriber.next(data);
          subscriber.complete();
        },
        reject: error => subscriber.error(error),
      };
      const call = this.#make(method, args, options, caller);
      return call && (() => this.#calls.cancel(call));
    });
  }

  /** The same call as a Promise, made at once. With `noReply` it resolves with nothing, and may be left alone. */
  call<Name extends NameIn<Methods>>(
    method: Name,
    ...rest: Rest<ArgumentsOf<Methods, Name>>
  ): Promise<ReplyOf<Methods, Name>>;
  call(method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown> {
    const promise = this.#promise(method, args, options);
    // Whoever wants no answer need not care for its failure either.
    if (options?.noReply) promise.catch(() => {});
    return promise;
  }

  /**
   * Authenticates, now or as part of the next connection, and again on each later one. Rejects with a
   * {@link ReplyError} when the server refuses; the connection then stays up as it is.
   */
  auth(...args: AuthArguments): Promise<AuthReply> {
    return this.#promise('auth', args) as Promise<AuthReply>;
  }

  /** Asks the server to spare us these events, now and on each later connection, before auth. */
  optOutEvents(...names: (keyof Events & string)[] | string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const caller = this.#optOuts.remembering(names, { resolve, reject });
      this.#maker.make({ method: 'optOutEvents', args: names, options: NO_OPTIONS, whenDown: 'standing' }, caller);
    });
  }

  /** The time to the server and back, in ms. Rejects as `not-connected` while there is no connection. */
  async ping(): Promise<number> {
    const start = asyncScheduler.now();
    await this.#promise('ping', [], { force: true });
    return asyncScheduler.now() - start;
  }

  #promise(method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#make(method, args, options, { resolve, reject });
    });
  }

  #make(
    method: string,
    args: readonly unknown[] = [],
    options = NO_OPTIONS,
    caller: Caller,
    asSent = false,
  ): Call | undefined {
    if (method !== 'auth' || !Array.isArray(args))
      return this.#maker.make({ method, args, options, whenDown: 'spool', asSent }, caller);
    const answered = { ...options, noReply: false };
    const told = options.noReply ? { resolve: () => caller.resolve(undefined), reject: caller.reject } : caller;
    return this.#maker.make(
      { method, args, options: answered, whenDown: 'standing', asSent },
      this.#credentials.remembering(args, told),
    );
  }

  async #dispose(): Promise<void> {
    await this.close();
    this.#streams.complete();
    this.#demux.complete();
    this.#calls.spooled$.complete();
  }

  /** Closes, then completes every stream; where the runtime has the symbol. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  static {
    spoolLength = chat => chat.#calls.spoolLength;
    setUpReplies = chat => chat.#streams.setUpReplies$;
    makeCall = (chat, method, args, options, caller) => void chat.#make(method, args, options, caller, true);
    if (Symbol.asyncDispose !== undefined) {
      Object.defineProperty(BeamChat.prototype, Symbol.asyncDispose, {
        value(this: BeamChat) {
          return this.#dispose();
        },
      });
    }
  }
}

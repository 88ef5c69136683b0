import { filter, map, type Observable, Subscription } from 'rxjs';
import { Emitter, warn } from '#emitter';
import { traceCaller } from '#platform';
import { AUTH, type AuthArguments } from './beam/credentials.js';
import type { AuthReply, ChatMethods } from './beam/methods.js';
import { OPT_OUT } from './beam/opt-outs.js';
import type { SetUpReply } from './beam/set-up.js';
import { BeamChat, setUpReplies } from './beam-chat.js';
import type { CallParameters, FlatCallParameters, NameFor, ReplyOf, Stated } from './client/call-types.js';
import { spoolLength, startCall } from './client/client.js';
import type { CloseOptions } from './client/close-options.js';
import { readCallArguments } from './emitter/call-arguments.js';
import { type BeamSocketOptions, readConstructorArguments } from './emitter/official-forms.js';
import { RESERVED, type SocketEmitter } from './emitter/socket-events.js';
import { STATUS } from './emitter/status-numbers.js';
import { WarningPromise } from './emitter/warning-promise.js';
import { ReplyError, TimeoutError } from './errors.js';
import type { AddressSource } from './link/join.js';

/** Kept, because zone.js may replace the global `Promise` later. */
const DEFAULT_PROMISE: PromiseConstructorLike = Promise;

const TypedEmitter = Emitter as unknown as new () => SocketEmitter;

/**
 * The class of Beam's original documentation: an EventEmitter whose calls return promises. It emits `connected`, `closed`, `reconnecting`,
 * `error`, `packet`, `sent`, `spooled`, `authresult`, `optOutResult`, and each server event under its own name.
 */
export class BeamSocket extends TypedEmitter {
  static readonly IDLE = STATUS.idle;
  static readonly CONNECTING = STATUS.connecting;
  static readonly CONNECTED = STATUS.connected;
  static readonly CLOSING = STATUS.closing;
  static readonly CLOSED = STATUS.closed;
  static readonly TimeoutError = TimeoutError;
  /** For `const { BeamSocket } = require('rx-beam/lib/ws')`, because `require` returns the class itself. */
  static readonly BeamSocket = BeamSocket;
  /**
   * The class of every promise that a `BeamSocket` returns. Assign another one, such as Bluebird, to change it. With the
   * default, a failed call whose promise no code has used causes one warning instead of an unhandled rejection.
   */
  static Promise: PromiseConstructorLike = DEFAULT_PROMISE;

  /** The reactive client that does the work. */
  readonly chat: BeamChat;
  /** One subscription for each name that has a stream and at least one listener. */
  readonly #subscriptions = new Map<string, Subscription>();

  /**
   * @param addresses - the `endpoints` of the join reply, or any other form that {@link BeamChat} accepts
   * @throws what {@link BeamChat} throws, and a TypeError for the forms of the official clients that do not work here
   */
  constructor(addresses: AddressSource, options?: BeamSocketOptions) {
    super();
    const chat = new BeamChat(...readConstructorArguments(addresses, options));
    this.chat = chat;
    chat.connected$.subscribe(info => this.emit('connected', { ...info }));
    chat.errors$.subscribe(error => {
      if (this.listenerCount('error') > 0) this.emit('error', error);
      else warn(`${error.name}: ${error.message}`);
    });
  }

  /** Keeps Vue from wrapping it in a Proxy, which could not access its private members. */
  get [Symbol.toStringTag](): string {
    return 'BeamSocket';
  }

  /** Starts connecting; see {@link BeamChat.boot}. */
  boot(): this {
    this.chat.boot();
    return this;
  }

  /** Stops the client; see {@link BeamChat.close}. */
  close(options?: CloseOptions): Promise<void> {
    return promised('close', this.chat.close(options));
  }

  /** `BeamSocket.IDLE`, `CONNECTING` (also while it reconnects), `CONNECTED`, `CLOSING` or `CLOSED`. */
  get status(): number {
    return STATUS[this.chat.status.state];
  }

  getStatus(): number {
    return this.status;
  }

  isConnected(): boolean {
    return this.chat.status.state === 'connected';
  }

  /** The number of calls that wait in the spool for a connection. */
  getSpoolLength(): number {
    return spoolLength(this.chat);
  }

  /**
   * Calls a method: `call(method, [args], [options])`. If the second argument is not an array, everything after the method
   * is its arguments, except for a plain object of options at the end.
   *
   * @returns a promise of the reply's data. It rejects with the server's error exactly as sent; other failures reject with
   * the errors of this library. To use a method that is not in `ChatMethods`, state the type of its reply: `call<Order>('buy', ['ACME', 3])`.
   */
  call<T = never>(method: NameFor<T>, ...rest: unknown[]): Promise<Stated<T>>;
  call<Name extends keyof ChatMethods & string>(
    method: Name,
    ...rest: FlatCallParameters<ChatMethods, Name>
  ): Promise<ReplyOf<ChatMethods, Name>>;
  call<Name extends keyof ChatMethods & string>(
    method: Name,
    ...rest: CallParameters<ChatMethods, Name>
  ): Promise<ReplyOf<ChatMethods, Name>>;
  call(method: string, ...rest: unknown[]): Promise<unknown> {
    const [args, options] = readCallArguments(rest);
    const promise = makePromise<unknown>(method, (resolve, reject) => {
      startCall(this.chat, method, args, options, { resolve, reject: traceCaller(reject, this.call) });
    });
    // Code that asks for no reply need not handle the failure either.
    if (options?.noReply) promise.then(undefined, () => {});
    return promise;
  }

  /** The same as `call('auth', …)`; see {@link BeamChat.auth}. */
  auth(...args: AuthArguments): Promise<AuthReply> {
    return this.call(AUTH, args);
  }

  /** See {@link BeamChat.optOutEvents}. Takes the names one by one, or in an array as the official clients did. */
  optOutEvents(...names: (string | readonly string[])[]): Promise<unknown> {
    return promised(OPT_OUT, this.chat.optOutEvents(...(names.flat() as string[])));
  }

  /** See {@link BeamChat.ping}. */
  ping(): Promise<number> {
    return promised('ping', this.chat.ping());
  }

  protected listenerAdded(name: string | symbol): void {
    if (typeof name !== 'string' || this.#subscriptions.has(name)) return;
    const stream$ = this.#streamOf(name);
    if (stream$ === undefined) return;
    // Stored first: a listener may remove itself while the stream is being subscribed to.
    const subscription = new Subscription();
    this.#subscriptions.set(name, subscription);
    subscription.add(stream$.subscribe(value => this.emit(name, value)));
  }

  protected lastListenerRemoved(name: string | symbol): void {
    const subscription = this.#subscriptions.get(name as string);
    if (subscription === undefined) return;
    this.#subscriptions.delete(name as string);
    subscription.unsubscribe();
  }

  /** The objects that the client goes on to use are copied, so that a listener may change what it is given. */
  #streamOf(name: string): Observable<unknown> | undefined {
    const { chat } = this;
    switch (name) {
      case 'reconnecting':
        return chat.reconnecting$.pipe(map(info => ({ ...info, interval: info.delay })));
      case 'closed':
        return chat.closed$.pipe(map(info => ({ ...info })));
      case 'packet':
        return chat.packets$.pipe(map(packet => ({ ...packet })));
      case 'sent':
        return chat.sent$;
      case 'spooled':
        return chat.spooled$;
      case 'authresult':
        return repliesTo(chat, AUTH);
      case 'optOutResult':
        return repliesTo(chat, OPT_OUT);
      default:
        return RESERVED.has(name) ? undefined : chat.events$<unknown>(name);
    }
  }
}

const repliesTo = (chat: BeamChat, method: SetUpReply['method']): Observable<unknown> =>
  setUpReplies(chat).pipe(
    filter(reply => reply.method === method),
    map(({ data }) => data),
  );

/** A promise of the class that the user wants. */
const makePromise = <T>(method: string, executor: ConstructorParameters<typeof Promise<T>>[0]): Promise<T> =>
  BeamSocket.Promise === DEFAULT_PROMISE
    ? new WarningPromise(executor, method)
    : (new BeamSocket.Promise(executor) as Promise<T>);

/** The same promise in the class that the user wants, rejecting with the server's own error as sent. */
const promised = <T>(method: string, promise: Promise<T>): Promise<T> =>
  makePromise(method, (resolve, reject) => {
    promise.then(resolve, error => reject(error instanceof ReplyError ? error.error : error));
  });

export type { BeamSocketOptions } from './emitter/official-forms.js';
export type { BeamSocketEvents, SocketReconnecting } from './emitter/socket-events.js';
export default BeamSocket;

import type { Observable } from 'rxjs';
import { Emitter, warn } from '#emitter';
import { BeamChat, makeCall } from './beam-chat.js';
import type { CloseOptions } from './close-options.js';
import type { Listening } from './emitter/socket-events.js';
import { ReplyError, TimeoutError } from './errors.js';
import type { AddressSource } from './link/join.js';
import type { BeamChatOptions } from './options.js';
import type { AuthReply, ChatMethods } from './packet/methods.js';
import type { State } from './status.js';
import type { AuthArguments } from './traffic/credentials.js';
import { CALL_OPTIONS, type CallOptions } from './traffic/make-call.js';
import type { NameIn, ReplyOf } from './typed-calls.js';

/** Names that are the emitter's own or tell of the connection: a server's event of such a name is not emitted. */
const RESERVED: ReadonlySet<string> = new Set([
  'error',
  'connected',
  'closed',
  'packet',
  'sent',
  'spooled',
  'reconnecting',
  'newListener',
  'removeListener',
  '__proto__',
]);

/** The numbers of the official clients. */
const STATUS: Readonly<Record<State, number>> = {
  idle: 0,
  connected: 1,
  closing: 2,
  closed: 3,
  connecting: 4,
  reconnecting: 4,
};

/** The emitter, which knows what comes under which name. */
const TypedEmitter = Emitter as new () => Listening & Emitter;

/**
 * The client as an EventEmitter with promise calls, as its first documentation has it. Emits `connected`, `closed`,
 * `reconnecting`, `error`, `packet`, `sent`, `spooled`, and each server event under its own name.
 */
export class BeamSocket extends TypedEmitter {
  static readonly IDLE = STATUS.idle;
  static readonly CONNECTING = STATUS.connecting;
  static readonly CONNECTED = STATUS.connected;
  static readonly CLOSING = STATUS.closing;
  static readonly CLOSED = STATUS.closed;
  static readonly TimeoutError = TimeoutError;
  /** For `const { BeamSocket } = require(…)`, since what `require` gives is the class itself. */
  static readonly BeamSocket = BeamSocket;
  /** The class of every promise that is given out; assign another, such as Bluebird. */
  static Promise: PromiseConstructorLike = Promise;

  /** The reactive client underneath. */
  readonly chat: BeamChat;
  /** The streams that are subscribed to for the listeners of a name. */
  readonly #bridged = new Set<string>();

  /**
   * @param addresses - the `endpoints` of the join reply, or whatever {@link BeamChat} takes
   * @throws what {@link BeamChat} throws
   */
  constructor(addresses: AddressSource, options?: BeamChatOptions) {
    super();
    const chat = new BeamChat(addresses, options);
    this.chat = chat;
    chat.connected$.subscribe(info => this.emit('connected', info));
    chat.errors$.subscribe(error => (this.listenerCount('error') > 0 ? this.emit('error', error) : warn(error)));
  }

  /** Starts to connect; see {@link BeamChat.boot}. */
  boot(): this {
    this.chat.boot();
    return this;
  }

  /** Stops for good; see {@link BeamChat.close}. */
  close(options?: CloseOptions): Promise<void> {
    return promised(this.chat.close(options));
  }

  /** `BeamSocket.IDLE`, `CONNECTING` (again, too), `CONNECTED`, `CLOSING` or `CLOSED`. */
  getStatus(): number {
    return STATUS[this.chat.status.state];
  }

  isConnected(): boolean {
    return this.chat.status.state === 'connected';
  }

  /**
   * Calls a method: `call(method, [args], [options])`. When the second argument is no array, all that follows the method
   * is its arguments, but for a plain object of options at the end.
   *
   * @returns the reply's data, or a rejection with the server's error exactly as sent; other failures reject with the
   * errors of this library
   */
  call<Name extends NameIn<ChatMethods>>(method: Name, ...rest: unknown[]): Promise<ReplyOf<ChatMethods, Name>> {
    const [args, options] = readArguments(rest);
    const promise = new BeamSocket.Promise<unknown>((resolve, reject) => {
      makeCall(this.chat, method, args, options, { resolve, reject });
    });
    if (options?.noReply) promise.then(undefined, () => {});
    return promise as Promise<ReplyOf<ChatMethods, Name>>;
  }

  /** `call('auth', …)`; see {@link BeamChat.auth}. */
  auth(...args: AuthArguments): Promise<AuthReply> {
    return promised(this.chat.auth(...args));
  }

  /** See {@link BeamChat.optOutEvents}; the names one by one, or in a list as the official clients took them. */
  optOutEvents(...names: (string | readonly string[])[]): Promise<unknown> {
    return promised(this.chat.optOutEvents(...(names.flat() as string[])));
  }

  /** See {@link BeamChat.ping}. */
  ping(): Promise<number> {
    return promised(this.chat.ping());
  }

  /** Names with a stream of their own are subscribed to once somebody listens, until nobody does any more. */
  protected override listening(name: string | symbol): void {
    if (typeof name !== 'string' || this.#bridged.has(name)) return;
    const stream$ = this.#streamOf(name);
    if (stream$ === undefined) return;
    this.#bridged.add(name);
    const subscription = stream$.subscribe(value => {
      if (this.emit(name, value)) return;
      this.#bridged.delete(name);
      subscription.unsubscribe();
    });
  }

  #streamOf(name: string): Observable<unknown> | undefined {
    switch (name) {
      case 'reconnecting':
        return this.chat.reconnecting$;
      case 'closed':
        return this.chat.closed$;
      case 'packet':
        return this.chat.packets$;
      case 'sent':
        return this.chat.sent$;
      case 'spooled':
        return this.chat.spooled$;
      default:
        return RESERVED.has(name) ? undefined : this.chat.events$(name);
    }
  }
}

/** The arguments and the options of a call, out of what follows its method. */
const readArguments = (rest: readonly unknown[]): readonly [readonly unknown[], CallOptions | undefined] => {
  const [first, second] = rest;
  if (first === undefined || Array.isArray(first)) return [first ?? [], second as CallOptions | undefined];
  const last = rest.at(-1);
  return isOptions(last) ? [rest.slice(0, -1), last] : [rest, undefined];
};

const isOptions = (value: unknown): value is CallOptions => {
  if (typeof value !== 'object' || value === null) return false;
  // Plain, of whatever realm: nothing between it and the root.
  const above: object | null = Object.getPrototypeOf(value);
  if (above !== null && Object.getPrototypeOf(above) !== null) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every(key => CALL_OPTIONS.has(key));
};

/** The server's own error, exactly as sent; ours as they are. */
const asSent = (error: unknown): unknown => (error instanceof ReplyError ? error.error : error);

/** A promise of the class that the user wants. */
const promised = <T>(promise: Promise<T>): Promise<T> =>
  new BeamSocket.Promise<T>((resolve, reject) => {
    promise.then(resolve, error => reject(asSent(error)));
  }) as Promise<T>;

export type { BeamSocketEvents } from './emitter/socket-events.js';
export default BeamSocket;
/** What `require('rx-beam/lib/ws')` gives in Node. */
export { BeamSocket as 'module.exports' };

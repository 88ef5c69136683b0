import type { Observable } from 'rxjs';
import type { ArgumentsGiven, NamedCallParameters, NameFor, ReplyOf, Stated } from '../client/call-types.js';
import type { CloseOptions } from '../client/close-options.js';
import type { RpcClientOptions } from '../client/rpc-options.js';
import type { SubscribeOptions } from '../client/subscribe-options.js';
import type { AddressSource } from '../link/join.js';
import type { Arguments } from '../protocol/protocol.js';
import { RpcClient } from '../rpc-client.js';
import type { CallOptions } from '../traffic/call-options.js';
import type { Handler } from '../traffic/handlers.js';
import { inZone, streamsInZone } from './in-zone.js';
import type { AngularPlatform } from './platform.js';

/** An RpcClient that works outside Angular's zone and emits inside it, as `ZoneAwareBeamChat` does. Handlers run inside it. */
export class ZoneAwareRpcClient<Events, Methods, Subscriptions> extends RpcClient<Events, Methods, Subscriptions> {
  readonly #platform: AngularPlatform;

  constructor(addresses: AddressSource, options: RpcClientOptions, platform: AngularPlatform) {
    super(addresses, options);
    this.#platform = platform;
    Object.assign(this, streamsInZone(this, platform.zone));
  }

  override boot(): this {
    return this.#platform.isBrowser ? this.#outside(() => super.boot()) : this;
  }

  override close(options?: CloseOptions): Promise<void> {
    return this.#outside(() => super.close(options));
  }

  override events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  override events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  override events$(name: string): Observable<unknown> {
    return super.events$<unknown>(name).pipe(inZone(this.#platform.zone));
  }

  override call$<T = never>(
    method: NameFor<T>,
    args?: ArgumentsGiven<true>,
    options?: CallOptions,
  ): Observable<Stated<T>>;
  override call$<Name extends keyof Methods & string>(
    method: Name,
    ...rest: NamedCallParameters<Methods, Name>
  ): Observable<ReplyOf<Methods, Name>>;
  override call$(method: string, args?: Arguments, options?: CallOptions): Observable<unknown> {
    return super.call$<unknown>(method, args, options).pipe(inZone(this.#platform.zone));
  }

  override call<T = never>(method: NameFor<T>, args?: ArgumentsGiven<true>, options?: CallOptions): Promise<Stated<T>>;
  override call<Name extends keyof Methods & string>(
    method: Name,
    ...rest: NamedCallParameters<Methods, Name>
  ): Promise<ReplyOf<Methods, Name>>;
  override call(method: string, args?: Arguments, options?: CallOptions): Promise<unknown> {
    return this.#outside(() => super.call<unknown>(method, args, options));
  }

  override subscribe$<T = never>(
    method: NameFor<T>,
    args?: ArgumentsGiven<true>,
    options?: SubscribeOptions,
  ): Observable<Stated<T>>;
  override subscribe$<Name extends keyof Subscriptions & string>(
    method: Name,
    ...rest: NamedCallParameters<Subscriptions, Name, SubscribeOptions>
  ): Observable<ReplyOf<Subscriptions, Name>>;
  override subscribe$(method: string, args?: Arguments, options?: SubscribeOptions): Observable<unknown> {
    return super.subscribe$<unknown>(method, args, options).pipe(inZone(this.#platform.zone));
  }

  override handle<Args = unknown>(method: string, handler: Handler<Args>): () => void {
    // What is no function is left to the client, which says so.
    if (typeof handler !== 'function') return super.handle(method, handler);
    const { zone } = this.#platform;
    return super.handle<Args>(method, (args, context) => zone.run(() => handler(args, context)));
  }

  override ping(): Promise<number> {
    return this.#outside(() => super.ping());
  }

  #outside<T>(start: () => T): T {
    return this.#platform.zone.runOutsideAngular(start);
  }
}

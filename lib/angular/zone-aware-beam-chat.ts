import type { Observable } from 'rxjs';
import type { AuthArguments } from '../beam/credentials.js';
import type { AuthReply } from '../beam/methods.js';
import type { BeamChatOptions } from '../beam/options.js';
import { BeamChat } from '../beam-chat.js';
import type { CallParameters, NameFor, ReplyOf, Stated } from '../client/call-types.js';
import type { CloseOptions } from '../client/close-options.js';
import type { AddressSource } from '../link/join.js';
import type { CallOptions } from '../traffic/call-options.js';
import { inZone, streamsInZone } from './in-zone.js';
import type { AngularPlatform } from './platform.js';

/**
 * A BeamChat that works outside Angular's zone and emits inside it: no socket or timer of it keeps an app unstable, and
 * each value triggers change detection. The code behind an `await` runs in the zone of the `await`. On the server the
 * chat never connects.
 */
export class ZoneAwareBeamChat<Events, Methods> extends BeamChat<Events, Methods> {
  readonly #platform: AngularPlatform;

  constructor(addresses: AddressSource, options: BeamChatOptions, platform: AngularPlatform) {
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
    args?: readonly unknown[],
    options?: CallOptions,
  ): Observable<Stated<T>>;
  override call$<Name extends keyof Methods & string>(
    method: Name,
    ...rest: CallParameters<Methods, Name>
  ): Observable<ReplyOf<Methods, Name>>;
  override call$(method: string, args?: readonly unknown[], options?: CallOptions): Observable<unknown> {
    return super.call$<unknown>(method, args, options).pipe(inZone(this.#platform.zone));
  }

  override call<T = never>(method: NameFor<T>, args?: readonly unknown[], options?: CallOptions): Promise<Stated<T>>;
  override call<Name extends keyof Methods & string>(
    method: Name,
    ...rest: CallParameters<Methods, Name>
  ): Promise<ReplyOf<Methods, Name>>;
  override call(method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown> {
    return this.#outside(() => super.call<unknown>(method, args, options));
  }

  override auth(...args: AuthArguments): Promise<AuthReply> {
    return this.#outside(() => super.auth(...args));
  }

  override optOutEvents(...names: (keyof Events & string)[] | string[]): Promise<unknown> {
    return this.#outside(() => super.optOutEvents(...names));
  }

  override ping(): Promise<number> {
    return this.#outside(() => super.ping());
  }

  #outside<T>(start: () => T): T {
    return this.#platform.zone.runOutsideAngular(start);
  }
}

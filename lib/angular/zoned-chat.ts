import type { NgZone } from '@angular/core';
import type { Observable } from 'rxjs';
import { BeamChat } from '../beam-chat.js';
import type { CloseOptions } from '../close-options.js';
import type { AddressSource } from '../link/join.js';
import type { BeamChatOptions } from '../options.js';
import type { AuthReply } from '../packet/methods.js';
import type { AuthArguments } from '../traffic/credentials.js';
import type { CallOptions } from '../traffic/make-call.js';
import type { CallParameters, NameFor, ReplyOf, Stated } from '../typed-calls.js';
import { inZone } from './in-zone.js';

/** Where a chat lives. */
export interface Surroundings {
  readonly zone: NgZone;
  /** Whether there is anything to connect from: not while a page is rendered on the server. */
  readonly isBrowser: boolean;
}

/**
 * A BeamChat whose sockets and timers are no business of Angular's zone, while each value it tells arrives inside. A
 * promise goes on wherever it is awaited. On the server it never connects.
 */
export class ZonedChat<Events, Methods> extends BeamChat<Events, Methods> {
  readonly #surroundings: Surroundings;

  constructor(addresses: AddressSource, options: BeamChatOptions, surroundings: Surroundings) {
    super(addresses, options);
    this.#surroundings = surroundings;
    const { zone } = surroundings;
    Object.assign(this, {
      status$: this.status$.pipe(inZone(zone)),
      connected$: this.connected$.pipe(inZone(zone)),
      reconnecting$: this.reconnecting$.pipe(inZone(zone)),
      closed$: this.closed$.pipe(inZone(zone)),
      packets$: this.packets$.pipe(inZone(zone)),
      sent$: this.sent$.pipe(inZone(zone)),
      spooled$: this.spooled$.pipe(inZone(zone)),
      errors$: this.errors$.pipe(inZone(zone)),
    });
  }

  override boot(): this {
    return this.#surroundings.isBrowser ? this.#outside(() => super.boot()) : this;
  }

  override close(options?: CloseOptions): Promise<void> {
    return this.#outside(() => super.close(options));
  }

  override events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  override events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  override events$(name: string): Observable<unknown> {
    return super.events$<unknown>(name).pipe(inZone(this.#surroundings.zone));
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
    return super.call$<unknown>(method, args, options).pipe(inZone(this.#surroundings.zone));
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

  #outside<T>(act: () => T): T {
    return this.#surroundings.zone.runOutsideAngular(act);
  }
}

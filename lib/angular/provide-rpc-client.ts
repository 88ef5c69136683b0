import { type EnvironmentProviders, InjectionToken, inject, makeEnvironmentProviders } from '@angular/core';
import type { RpcClientOptions } from '../client/rpc-options.js';
import type { AddressSource } from '../link/join.js';
import type { Protocol } from '../protocol/protocol.js';
import { type AnyMethods, RpcClient } from '../rpc-client.js';
import { addressesIn, injectContext, injectLifetime, injectPlatform } from './platform.js';
import { zoneAware } from './zone-aware.js';

/** The token of the client. A test may provide a `ClientDouble` for it. */
export const RPC_CLIENT = /* @__PURE__ */ new InjectionToken<RpcClient>('RpcClient');

/**
 * Provides one client of any protocol. It is constructed when it is first injected, connects after the next render, and
 * closes when its injector is destroyed. It connects in the browser only.
 *
 * @param addresses - those of {@link RpcClient}; if they are a function, it may call `inject`, like the protocol's `setUp`
 * @throws AddressError, TypeError like the constructor of {@link RpcClient}, when the client is first injected
 */
export const provideRpcClient = (addresses: AddressSource, options: RpcClientOptions): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: RPC_CLIENT, useFactory: () => createClient(addresses, options) }]);

/**
 * Injects the client that {@link provideRpcClient} provides. Call it in an injection context.
 *
 * @typeParam Events - the data of server events, by name, as in {@link RpcClient}
 * @typeParam Methods - functions, by method name
 * @typeParam Subscriptions - functions, by method name
 */
export const injectRpcClient = <
  Events = Record<string, unknown>,
  Methods = AnyMethods,
  Subscriptions = AnyMethods,
>(): RpcClient<Events, Methods, Subscriptions> =>
  inject(RPC_CLIENT) as unknown as RpcClient<Events, Methods, Subscriptions>;

const createClient = (addresses: AddressSource, options: RpcClientOptions): RpcClient => {
  const context = injectContext();
  const platform = injectPlatform();
  const client = new RpcClient(addressesIn(context, addresses), withSetUpIn(context, options));
  return injectLifetime(zoneAware(client, platform), platform);
};

/** The same options; the set-up of their protocol runs in that context. Impossible ones are left to the constructor. */
const withSetUpIn = (context: <T>(run: () => T) => T, options: RpcClientOptions): RpcClientOptions => {
  const protocol = (options as Partial<RpcClientOptions> | undefined)?.protocol;
  const setUp = protocol?.setUp;
  if (typeof setUp !== 'function') return options;
  const inContext: Protocol['setUp'] = talk => context(() => setUp.call(protocol, talk));
  return { ...options, protocol: { ...(protocol as Protocol), setUp: inContext } };
};

import { type EnvironmentProviders, InjectionToken, inject, makeEnvironmentProviders } from '@angular/core';
import type { ChatEvents } from '../beam/events.js';
import type { ChatMethods } from '../beam/methods.js';
import type { BeamChatOptions } from '../beam/options.js';
import { BeamChat } from '../beam-chat.js';
import type { AddressSource } from '../link/join.js';
import { addressesIn, injectContext, injectLifetime, injectPlatform } from './platform.js';
import { zoneAware } from './zone-aware.js';

/** The token of the chat. A test may provide a `ChatDouble` for it. */
export const BEAM_CHAT = /* @__PURE__ */ new InjectionToken<BeamChat>('BeamChat');

/**
 * Provides one chat. It is constructed when it is first injected, connects after the next render, and closes when its
 * injector is destroyed. It connects in the browser only.
 *
 * @param addresses - those of {@link BeamChat}; if they are a function, it may call `inject`, like that of `options.auth`
 * @throws AddressError, TypeError like the constructor of {@link BeamChat}, when the chat is first injected
 */
export const provideBeamChat = (addresses: AddressSource, options: BeamChatOptions = {}): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: BEAM_CHAT, useFactory: () => createChat(addresses, options) }]);

/**
 * Injects the chat that {@link provideBeamChat} provides. Call it in an injection context.
 *
 * @typeParam Events - the events of a server that has others, as in {@link BeamChat}
 * @typeParam Methods - the methods of such a server
 */
export const injectBeamChat = <Events = ChatEvents, Methods = ChatMethods>(): BeamChat<Events, Methods> =>
  inject(BEAM_CHAT) as unknown as BeamChat<Events, Methods>;

const createChat = (addresses: AddressSource, options: BeamChatOptions): BeamChat => {
  const { auth } = options;
  const context = injectContext();
  const platform = injectPlatform();
  const chat = new BeamChat(
    addressesIn(context, addresses),
    typeof auth === 'function' ? { ...options, auth: join => context(() => auth(join)) } : options,
  );
  return injectLifetime(zoneAware(chat, platform), platform);
};

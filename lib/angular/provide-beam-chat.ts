import {
  afterNextRender,
  DestroyRef,
  EnvironmentInjector,
  type EnvironmentProviders,
  InjectionToken,
  inject,
  makeEnvironmentProviders,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
} from '@angular/core';
import type { ChatEvents } from '../beam/events.js';
import type { ChatMethods } from '../beam/methods.js';
import type { BeamChatOptions } from '../beam/options.js';
import type { BeamChat } from '../beam-chat.js';
import type { AddressSource } from '../link/join.js';
import { ZoneAwareBeamChat } from './zone-aware-beam-chat.js';

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
  const injector = inject(EnvironmentInjector);
  const isBrowser = inject(PLATFORM_ID) !== SERVER;
  const chat = new ZoneAwareBeamChat<ChatEvents, ChatMethods>(
    typeof addresses === 'function' ? () => runInInjectionContext(injector, addresses) : addresses,
    typeof auth === 'function'
      ? { ...options, auth: join => runInInjectionContext(injector, () => auth(join)) }
      : options,
    { zone: inject(NgZone), isBrowser },
  );
  // On the server the chat never boots, so that there is nothing to close.
  if (!isBrowser) return chat;
  // Only after the first render, which has to match the server's while the page hydrates.
  afterNextRender(() => {
    if (chat.status.state === 'idle') chat.boot();
  });
  inject(DestroyRef).onDestroy(() => void chat.close());
  return chat;
};

/** The value of `PLATFORM_ID` during server-side rendering. */
const SERVER = 'server';

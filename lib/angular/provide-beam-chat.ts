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
import type { BeamChat } from '../beam-chat.js';
import type { AddressSource } from '../link/join.js';
import type { BeamChatOptions } from '../options.js';
import { ZonedChat } from './zoned-chat.js';

/** What {@link provideBeamChat} provides, and a test may provide instead. */
export const BEAM_CHAT = new InjectionToken<BeamChat>('BeamChat');

/**
 * Provides one chat, made when it is first injected. It connects after the next render, in the browser only, and closes
 * when its injector is destroyed.
 *
 * @param addresses - as of {@link BeamChat}; a function of them, like that of `options.auth`, may use `inject`
 * @throws AddressError, TypeError as {@link BeamChat} does, when the chat is injected
 */
export const provideBeamChat = (addresses: AddressSource, options: BeamChatOptions = {}): EnvironmentProviders =>
  makeEnvironmentProviders([{ provide: BEAM_CHAT, useFactory: () => makeChat(addresses, options) }]);

/**
 * The chat that {@link provideBeamChat} provides, in an injection context.
 *
 * @typeParam Events - of a server with other events, as of {@link BeamChat}
 * @typeParam Methods - of a server with other methods
 */
export const injectBeamChat = <Events = ChatEvents, Methods = ChatMethods>(): BeamChat<Events, Methods> =>
  inject(BEAM_CHAT) as unknown as BeamChat<Events, Methods>;

const makeChat = (addresses: AddressSource, options: BeamChatOptions): BeamChat => {
  const { auth } = options;
  const injector = inject(EnvironmentInjector);
  const isBrowser = inject(PLATFORM_ID) !== SERVER;
  const chat = new ZonedChat<ChatEvents, ChatMethods>(
    typeof addresses === 'function' ? () => runInInjectionContext(injector, addresses) : addresses,
    typeof auth === 'function'
      ? { ...options, auth: join => runInInjectionContext(injector, () => auth(join)) }
      : options,
    { zone: inject(NgZone), isBrowser },
  );
  // On the server nothing was begun, and whoever waits for an answer there is gone with the page.
  if (!isBrowser) return chat;
  // Not before: the first render shows what the server's did.
  afterNextRender(() => {
    if (chat.status.state === 'idle') chat.boot();
  });
  inject(DestroyRef).onDestroy(() => void chat.close());
  return chat;
};

/** The value of `PLATFORM_ID` while a page is rendered on the server. */
const SERVER = 'server';

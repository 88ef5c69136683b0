import {
  afterNextRender,
  DestroyRef,
  EnvironmentInjector,
  inject,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
} from '@angular/core';
import type { BeamChat } from '../beam-chat.js';
import type { AddressSource } from '../link/join.js';
import type { RpcClient } from '../rpc-client.js';

/** The Angular platform that a client runs on. */
export interface AngularPlatform {
  readonly zone: NgZone;
  /** False while a page is rendered on the server. */
  readonly isBrowser: boolean;
}

/** The value of `PLATFORM_ID` during server-side rendering. */
const SERVER = 'server';

/** The platform of the present injection context. */
export const injectPlatform = (): AngularPlatform => ({
  zone: inject(NgZone),
  isBrowser: inject(PLATFORM_ID) !== SERVER,
});

/** Runs functions of the user in the present injection context, whenever they are called. */
export const injectContext = (): (<T>(run: () => T) => T) => {
  const injector = inject(EnvironmentInjector);
  return run => runInInjectionContext(injector, run);
};

/** The same addresses; a function of them runs in that context. */
export const addressesIn = (context: <T>(run: () => T) => T, addresses: AddressSource): AddressSource =>
  typeof addresses === 'function' ? () => context(addresses) : addresses;

/** Boots a client after the next render, and closes it when the present injector is destroyed. */
export const injectLifetime = <T extends BeamChat | RpcClient>(client: T, { isBrowser }: AngularPlatform): T => {
  // On the server the client never boots, so that there is nothing to close.
  if (!isBrowser) return client;
  // Only after the first render, which has to match the server's while the page hydrates.
  afterNextRender(() => {
    if (client.status.state === 'idle') client.boot();
  });
  inject(DestroyRef).onDestroy(() => void client.close());
  return client;
};

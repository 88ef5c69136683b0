import { merge, type Observable } from 'rxjs';
import type { Diagnostics } from '../activity/diagnostics.js';
import { unlessVirtual } from '../timers.js';
import { fromBrowserWake, fromClockJump } from './wake.js';
import type { NodeSocketOptions, WebSocketConstructor } from './web-socket-like.js';

/** How late timers may be in a hidden tab, in ms: browsers run them once a minute. */
const HIDDEN_TAB_MS = 90_000;

/** What the page says of the network, and that the machine has slept. */
export const wake$: Observable<unknown> = /* @__PURE__ */ merge(
  fromBrowserWake(),
  unlessVirtual(fromClockJump({ beyond: HIDDEN_TAB_MS })),
);

/** Browsers have no channels for tools. */
export const diagnostics: Diagnostics | undefined = undefined;

/** A browser's WebSocket takes none of these. */
export const resolveSocketOptions = (given: NodeSocketOptions): NodeSocketOptions => ({ ...given });

/** A page has no `NODE_ENV` to tell whether it is in development. */
export const traceCaller = (reject: (error: unknown) => void, _above: unknown): ((error: unknown) => void) => reject;

/** Writes one warning to the console. */
export const warn = (message: string): void => {
  // biome-ignore lint/suspicious/noConsole: a page has no other place for a warning
  console.warn(message);
};

/** A bundle does not tell what it has twice. */
export const loadedRxjs = (): readonly string[] => [];

/** Browsers have no such limit. */
export const allowManyListeners = (_target: EventTarget): void => {};

/**
 * The WebSocket of this runtime.
 *
 * @throws TypeError where there is none
 */
export const runtimeWebSocket = (_nodeOnly: NodeSocketOptions): WebSocketConstructor => {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor };
  if (WebSocket === undefined) {
    throw new TypeError('there is no WebSocket: pass one as the option WebSocketCtor');
  }
  return WebSocket;
};

import { defer, filter, fromEvent, merge, NEVER, type Observable } from 'rxjs';
import type { NodeSocketOptions, WebSocketConstructor } from './web-socket-like.js';

type EventSource = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** The events of a target; never emits if there is no such target, or it has no events. */
const on = (target: unknown, name: string): Observable<unknown> =>
  hasEvents(target) ? fromEvent(target, name) : NEVER;

/** React Native has a `window` without `addEventListener`. */
const hasEvents = (target: unknown): target is EventSource => {
  const { addEventListener, removeEventListener } = (target ?? {}) as Partial<EventSource>;
  return typeof addEventListener === 'function' && typeof removeEventListener === 'function';
};

/**
 * The runtime's events that say that the network may be back, or is gone (`offline`). A worker has no window or document:
 * its global scope has `online` and `offline`. Touches no global before it is subscribed to.
 */
export const wake$: Observable<unknown> = defer(() => {
  const { window, document } = globalThis as Partial<typeof globalThis>;
  const scope = window ?? globalThis;
  return merge(
    on(scope, 'online'),
    on(scope, 'offline'),
    on(scope, 'pageshow'),
    on(document, 'visibilitychange').pipe(filter(() => document?.visibilityState === 'visible')),
  );
});

/** A browser's WebSocket takes none of these. */
export const resolveSocketOptions = (given: NodeSocketOptions): NodeSocketOptions => ({ ...given });

/** A page has no `NODE_ENV` to tell whether it is in development. */
export const traceCaller = (reject: (error: unknown) => void, _above: unknown): ((error: unknown) => void) => reject;

/** Writes one warning to the console. */
export const warn = (message: string): void => {
  // biome-ignore lint/suspicious/noConsole: a page has no other place for a warning
  console.warn(message);
};

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

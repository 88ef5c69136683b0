import { defer, filter, merge, Observable } from 'rxjs';
import type { NodeSocketOptions, WebSocketConstructor } from './web-socket-like.js';

const on = (target: EventTarget | undefined, name: string): Observable<unknown> =>
  new Observable(subscriber => {
    const hear = (event: Event) => subscriber.next(event);
    target?.addEventListener(name, hear);
    return () => target?.removeEventListener(name, hear);
  });

/** The page's own signs that a connection may be back, or is gone (`offline`). Nothing is touched before subscribing. */
export const wake$: Observable<unknown> = defer(() => {
  const { window, document } = globalThis as Partial<typeof globalThis>;
  return merge(
    on(window, 'online'),
    on(window, 'offline'),
    on(window, 'pageshow'),
    on(document, 'visibilitychange').pipe(filter(() => document?.visibilityState === 'visible')),
  );
});

/**
 * The WebSocket of this runtime.
 *
 * @throws TypeError where there is none
 */
export const runtimeWebSocket = (_nodeOnly: NodeSocketOptions): WebSocketConstructor => {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor };
  if (WebSocket === undefined) {
    throw new TypeError('this runtime has no WebSocket: pass one as the option WebSocketCtor');
  }
  return WebSocket;
};

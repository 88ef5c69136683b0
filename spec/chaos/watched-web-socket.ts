import { runtimeWebSocket } from '../../lib/link/platform.node.js';
import type { WebSocketConstructor, WebSocketLike } from '../../lib/link/web-socket-like.js';

const OPEN = 1;
const MAX_PAYLOAD = 1_048_576;

/** Node's WebSocket as the client makes it by default, that tells at each birth how many earlier ones still live. */
export const watchedWebSocket = (born: (alive: number) => void): WebSocketConstructor => {
  const living = new Set<WebSocketLike>();
  const Made = runtimeWebSocket({ maxPayload: MAX_PAYLOAD });
  // A function, since what the runtime gives is no class that one could extend.
  function Watched(url: string, protocols?: string | string[]): WebSocketLike {
    const socket = new Made(url, protocols);
    for (const each of living) if (each.readyState > OPEN) living.delete(each);
    born(living.size);
    living.add(socket);
    return socket;
  }
  return Watched as unknown as WebSocketConstructor;
};

import { runtimeWebSocket } from '../../lib/link/platform.node.js';
import type { WebSocketConstructor, WebSocketLike } from '../../lib/link/web-socket-like.js';

const OPEN = 1;
const MAX_PAYLOAD = 1_048_576;

/** The client's default WebSocket for Node; reports at each construction how many earlier sockets are not closed. */
export const watchedWebSocket = (onCreated: (alive: number) => void): WebSocketConstructor => {
  const living = new Set<WebSocketLike>();
  const Made = runtimeWebSocket({ maxPayload: MAX_PAYLOAD });
  // A function, because the runtime's constructor is no class that could be extended.
  function Watched(url: string, protocols?: string | string[]): WebSocketLike {
    const socket = new Made(url, protocols);
    for (const each of living) if (each.readyState > OPEN) living.delete(each);
    onCreated(living.size);
    living.add(socket);
    return socket;
  }
  return Watched as unknown as WebSocketConstructor;
};

import { runtimeWebSocket } from '../../lib/link/platform.node.js';
import type { WebSocketConstructor, WebSocketLike } from '../../lib/link/web-socket-like.js';

const OPEN = 1;
const MAX_PAYLOAD = 1_048_576;

/** Node's WebSocket as the client makes it by default, that tells at each birth how many earlier ones still live. */
export const watchedWebSocket = (born: (alive: number) => void): WebSocketConstructor => {
  const living = new Set<WebSocketLike>();
  return class extends runtimeWebSocket({ maxPayload: MAX_PAYLOAD }) {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      for (const socket of living) if (socket.readyState > OPEN) living.delete(socket);
      born(living.size);
      living.add(this);
    }
  };
};

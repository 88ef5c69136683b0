/** How often to look whether the socket has drained: no WebSocket says so. */
const POLL_MS = 20;

/** How long until the next look, in ms: 0 if a call may leave now. */
export const highWaterMs = (bufferedAmount: number, highWater: number): number =>
  bufferedAmount > highWater ? POLL_MS : 0;

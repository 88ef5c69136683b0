import { chatMessage } from './chat-message.js';
import { frame } from './frames.js';

/** As many differ in their number; then they begin anew. */
export const RING = 10_000;
/** All numbers have five digits, so that all frames are of one size. */
export const FIRST = 10_000;
const SLICE = 64 * 1024;

const rings = new Map();

/** Frames one after the other, ready to go; made once for each dialect. */
export const ringOf = dialect => {
  const known = rings.get(dialect);
  if (known !== undefined) return known;
  const frames = Array.from({ length: RING }, (_, i) =>
    frame(dialect.event('ChatMessage', JSON.stringify(chatMessage(FIRST + i)))),
  );
  const ring = { bytes: Buffer.from(frames.join(''), 'latin1'), size: frames[0].length };
  rings.set(dialect, ring);
  return ring;
};

/** Sends so many events, as fast as the socket takes them. */
export const pour = (socket, { bytes, size }, total) => {
  const perSlice = Math.floor(SLICE / size);
  let sent = 0;
  const more = () => {
    while (sent < total && !socket.destroyed) {
      const from = sent % RING;
      const count = Math.min(perSlice, total - sent, RING - from);
      sent += count;
      if (!socket.write(bytes.subarray(from * size, (from + count) * size))) return socket.once('drain', more);
    }
  };
  more();
};

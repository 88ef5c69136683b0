import { chatMessage } from './chat-message.js';
import { frame } from './frames.js';

/** How many events there are before their numbers repeat. */
export const RING = 10_000;
/** The first number. All numbers have five digits, so that all frames have one size. */
export const FIRST = 10_000;
const SLICE = 64 * 1024;

const rings = new Map();

/** The frames of all events in one buffer, made once for each dialect. */
export const ringOf = dialect => {
  const known = rings.get(dialect);
  if (known !== undefined) return known;
  const envelope = dialect.event('ChatMessage', '').length;
  const frames = Array.from({ length: RING }, (_, i) =>
    frame(dialect.event('ChatMessage', JSON.stringify(chatMessage(FIRST + i, envelope)))),
  );
  const ring = { bytes: Buffer.from(frames.join(''), 'latin1'), size: frames[0].length };
  rings.set(dialect, ring);
  return ring;
};

/** Sends `total` events, as fast as the socket accepts them. */
export const sendEvents = (socket, { bytes, size }, total) => {
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

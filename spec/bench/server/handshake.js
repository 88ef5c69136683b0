import { createHash } from 'node:crypto';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const END = '\r\n\r\n';

/**
 * The head of a request → what is asked for, and the answer that upgrades it; undefined while the head is incomplete.
 *
 * @param {Buffer} bytes all that came so far
 */
export const handshake = bytes => {
  const end = bytes.indexOf(END);
  if (end < 0) return undefined;
  const head = bytes.latin1Slice(0, end);
  const path = head.slice(head.indexOf(' ') + 1).split(/[ ?]/, 1)[0];
  const key = /^sec-websocket-key: *(.+)$/im.exec(head)?.[1].trim() ?? '';
  const accept = createHash('sha1')
    .update(key + MAGIC)
    .digest('base64');
  const answer = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
  ].join('\r\n');
  return { path, answer: answer + END, rest: bytes.subarray(end + END.length) };
};

/** A text frame from server to client as a latin1 string: all texts here are ASCII. */
export const frame = text => {
  const { length } = text;
  if (length < 126) return `\x81${String.fromCharCode(length)}${text}`;
  if (length < 65_536) return `\x81~${String.fromCharCode(length >> 8, length & 255)}${text}`;
  throw new RangeError('no frame of this benchmark is that long');
};

export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;

const EMPTY = Buffer.alloc(0);

/** Reads frames from the bytes of a client, and unmasks them in place. No client here sends fragments. */
export class FrameReader {
  #rest = EMPTY;

  /** @param {(opcode: number, payload: Buffer) => void} onFrame */
  read(chunk, onFrame) {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let size = sizeAt(bytes, at); size > 0 && at + size <= bytes.length; size = sizeAt(bytes, at)) {
      onFrame(bytes[at] & 15, unmasked(bytes, at, size));
      at += size;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
  }
}

const headerAt = (bytes, at) => ((bytes[at + 1] & 127) === 126 ? 8 : 6);

/** The size of the whole frame, or 0 while it is not known. */
const sizeAt = (bytes, at) => {
  if (bytes.length - at < 2) return 0;
  const short = bytes[at + 1] & 127;
  if (short < 126) return 6 + short;
  if (short === 127) throw new RangeError('a client sent more than 64 KiB in one frame');
  return bytes.length - at < 4 ? 0 : 8 + bytes.readUInt16BE(at + 2);
};

const unmasked = (bytes, at, size) => {
  const from = at + headerAt(bytes, at);
  const mask = from - 4;
  for (let i = from; i < at + size; i += 1) bytes[i] ^= bytes[mask + ((i - from) & 3)];
  return bytes.subarray(from, at + size);
};

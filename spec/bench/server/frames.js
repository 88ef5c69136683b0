/** Server-to-client text frame, as latin1: everything that is sent here is ASCII. */
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

/** Client-to-server bytes → frames, unmasked in place. Fragments are not expected: no client here sends any. */
export class FrameReader {
  #rest = EMPTY;

  /** @param {(opcode: number, payload: Buffer) => void} told */
  read(chunk, told) {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let size = sizeAt(bytes, at); size > 0 && at + size <= bytes.length; size = sizeAt(bytes, at)) {
      told(bytes[at] & 15, unmasked(bytes, at, size));
      at += size;
    }
    this.#rest = at === bytes.length ? EMPTY : bytes.subarray(at);
  }
}

const headerAt = (bytes, at) => ((bytes[at + 1] & 127) === 126 ? 8 : 6);

/** Of the whole frame; 0 while that cannot be told yet. */
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

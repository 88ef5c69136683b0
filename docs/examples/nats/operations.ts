/** What the server says (https://docs.nats.io/reference/reference-protocols/nats-protocol). */
export type Operation =
  | { readonly name: 'MSG'; readonly message: Delivery }
  | { readonly name: string; readonly text: string; readonly message?: undefined };

/** A message of a subscription. */
export interface Delivery {
  readonly subject: string;
  /** The id that the client gave to the subscription. */
  readonly sid: string;
  /** Where an answer is expected. */
  readonly reply: string | undefined;
  /** What the server itself says of it: `503` where nobody has subscribed to the subject of a request. */
  readonly status: string | undefined;
  readonly payload: Uint8Array;
}

/** No server allows more in one message. */
const MAX_BYTES = 64 * 1_024 * 1_024;
/** The longest line is that in which the server describes itself and its cluster. */
const MAX_LINE = 1_024 * 1_024;

const LINE_FEED = 10;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Finds the operations of one connection in its frames: a frame may hold several of them, or a part of one. */
export class Operations {
  #parts: Uint8Array[] = [];
  #length = 0;
  /** How many bytes the next operation has at least, as far as that is known. */
  #needed = 1;

  /** @throws if what came is no operation; the rest of it is dropped, so that the next frame is read for itself */
  *add(frame: Uint8Array): Iterable<Operation> {
    this.#parts.push(frame);
    this.#length += frame.length;
    if (this.#length < this.#needed) return;
    const bytes = joined(this.#parts, this.#length);
    this.#keep(bytes.subarray(bytes.length), 1);
    let at = 0;
    while (at < bytes.length) {
      const lineEnd = bytes.indexOf(LINE_FEED, at);
      if (lineEnd < 0) return this.#keepLine(bytes.subarray(at));
      const [name = '', ...words] = text(bytes.subarray(at, lineEnd)).trim().split(/\s+/);
      const isMessage = name === 'MSG' || name === 'HMSG';
      const payloadAt = lineEnd + 1;
      const end = isMessage ? payloadAt + sizeOf(words) + 2 : payloadAt;
      if (bytes.length < end) return this.#keep(bytes.subarray(at), end - at);
      if (bytes[end - 1] !== LINE_FEED) throw new RangeError('a message that does not end where it says');
      yield isMessage
        ? { name: 'MSG', message: delivery(name, words, bytes.slice(payloadAt, end - 2)) }
        : { name, text: words.join(' ') };
      at = end;
    }
  }

  #keepLine(rest: Uint8Array): void {
    if (rest.length > MAX_LINE) throw new RangeError('a line without an end');
    this.#keep(rest, rest.length + 1);
  }

  #keep(rest: Uint8Array, needed: number): void {
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = needed;
  }
}

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array => {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** The last word of the line of a message says how many bytes follow. */
const sizeOf = (words: readonly string[]): number => {
  const size = Number(words.at(-1));
  if (Number.isInteger(size) && size >= 0 && size <= MAX_BYTES) return size;
  throw new RangeError('a message of an impossible size');
};

const delivery = (name: string, words: readonly string[], bytes: Uint8Array): Delivery => {
  const hasHeaders = name === 'HMSG';
  const [subject = '', sid = ''] = words;
  const reply = words.length > (hasHeaders ? 4 : 3) ? words[2] : undefined;
  const headers = hasHeaders ? Number(words.at(-2)) : 0;
  if (!(headers <= bytes.length)) throw new RangeError('headers of an impossible size');
  const [, status] = /^NATS\/1\.0 (\d{3})/.exec(text(bytes.subarray(0, headers))) ?? [];
  return { subject, sid, reply, status, payload: bytes.subarray(headers) };
};

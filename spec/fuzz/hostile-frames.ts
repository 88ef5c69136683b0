import fc from 'fast-check';

/** Names that every object inherits, and names that mean something to this library or to an emitter. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'error',
  'connected',
  'closed',
  'packet',
  'sent',
  'spooled',
  'reconnecting',
  'newListener',
  'removeListener',
  'WelcomeEvent',
  'ChatMessage',
  '',
  '\ud800',
  '\0',
] as const;

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 12 }));

/** Numbers in JSON, some of which JavaScript cannot represent. */
const numeral = fc.constantFrom(
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '0.1',
  '1e3',
  '2147483648',
  '123456789012345678901234567890',
);

const nested = fc
  .record({ depth: fc.constantFrom(10, 100, 2_000), open: fc.constantFrom('[', '{"a":') })
  .map(({ depth, open }) => `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`);

/** Any JSON, as text. */
const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('null', 'true', 'false', '""', '[]', '{}', '"x"', '[null]', '{"a":1}') },
  { weight: 3, arbitrary: numeral },
  { weight: 3, arbitrary: name.map(each => JSON.stringify(each)) },
  { weight: 1, arbitrary: name.map(each => `"${each.replaceAll(/["\\\p{Cc}]/gu, '')}"`) },
  { weight: 2, arbitrary: fc.tuple(name, numeral).map(([key, each]) => `{${JSON.stringify(key)}:${each}}`) },
  {
    weight: 1,
    arbitrary: fc.constant('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: fc.constantFrom(300, 5_000).map(length => `"${'x'.repeat(length)}"`) },
);

const field = fc.oneof(
  fc.constantFrom('type', 'event', 'id', 'data', 'error', '__proto__', 'constructor', 'method'),
  name,
);

/** Objects with the fields of a packet, each of which may have any value, occur twice or be missing. */
const object = fc
  .array(fc.tuple(field, value), { maxLength: 6 })
  .map(fields => `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${each}`).join(',')}}`);

const event = fc
  .tuple(
    fc.oneof(
      name.map(each => JSON.stringify(each)),
      value,
    ),
    value,
  )
  .map(([named, data]) => `{"type":"event","event":${named},"data":${data}}`);

const reply = fc
  .tuple(value, value, value)
  .map(([id, error, data]) => `{"type":"reply","id":${id},"error":${error},"data":${data}}`);

const packet = fc.oneof(event, reply, object);

const truncated = fc
  .tuple(packet, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([text, part]) => text.slice(0, Math.floor(text.length * part)));

const flipped = fc
  .tuple(packet, fc.nat(), fc.constantFrom('"', '}', '{', '[', ',', '\\', '\0', '\ud800', '0', ' '))
  .map(([text, at, by]) => text.slice(0, at % (text.length + 1)) + by + text.slice((at % (text.length + 1)) + 1));

/** A text frame that a hostile or broken server may send. */
export const textFrame: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: event },
  { weight: 4, arbitrary: reply },
  { weight: 4, arbitrary: object },
  { weight: 2, arbitrary: value },
  { weight: 3, arbitrary: truncated },
  { weight: 3, arbitrary: flipped },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** The values that a runtime's WebSocket may give for a binary frame. */
const binary: fc.Arbitrary<unknown> = fc
  .uint8Array({ maxLength: 20 })
  .chain(bytes =>
    fc.constantFrom<unknown>(Buffer.from(bytes), bytes.buffer, bytes, [Buffer.from(bytes)], new Blob([bytes.slice()])),
  );

export const frame: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 24, arbitrary: textFrame },
  { weight: 1, arbitrary: binary },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, 0, {}, { type: 'event', event: 'x' }) },
);

/** What the client must do with a frame, decided without the library. */
export type Verdict =
  | { readonly is: 'bad' | 'unexpected' | 'reply' }
  | { readonly is: 'event'; readonly name: string; readonly data: unknown };

/** @param awaited - the ids of the pending calls */
export const judge = (input: unknown, awaited: ReadonlySet<unknown> = new Set()): Verdict => {
  if (typeof input !== 'string') return { is: 'bad' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(input);
  } catch {
    return { is: 'bad' };
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return { is: 'bad' };
  const read = (key: string): unknown => Object.getOwnPropertyDescriptor(parsed, key)?.value;
  if (read('type') === 'reply') return { is: awaited.has(read('id')) ? 'reply' : 'unexpected' };
  const named = read('event');
  if (read('type') !== 'event' || typeof named !== 'string' || named === '') return { is: 'bad' };
  return { is: 'event', name: named, data: read('data') };
};

import { BadMessageError } from '../errors.js';
import type { MethodPacket, Packet } from './packet.js';

const SHOWN = 256;

const bad = (why: string, frame: unknown, cause?: unknown): BadMessageError => {
  const data = typeof frame === 'string' ? frame.slice(0, SHOWN) : `[binary, ${sizeOf(frame)} bytes]`;
  return new BadMessageError(`a frame came that is ${why}`, data, cause === undefined ? undefined : { cause });
};

const sizeOf = (frame: unknown): number | string => {
  const { byteLength, size } = (frame ?? {}) as { byteLength?: number; size?: number };
  return byteLength ?? size ?? 'unknown';
};

/** Frame → packet. Never throws: what is no packet comes back as the error that says so. */
export const decode = (frame: unknown): Packet | BadMessageError => {
  if (typeof frame !== 'string') return bad('binary', frame);
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch (cause) {
    return bad('not JSON', frame, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('not an object', frame);
  const { type, event } = value as { type?: unknown; event?: unknown };
  if (type === 'reply') return value as Packet;
  if (type !== 'event') return bad('of an unknown type', frame);
  return typeof event === 'string' && event !== '' ? (value as Packet) : bad('an event without a name', frame);
};

/**
 * The arguments of a call → text, as they are now: what the caller changes later does not matter.
 *
 * @throws what the arguments throw, or a TypeError for what JSON cannot hold
 */
export const encodeArguments = (args: readonly unknown[]): string => {
  const text: string | undefined = JSON.stringify(args);
  if (text === undefined) throw new TypeError('the arguments give nothing when serialized');
  return text;
};

/** A call → the text of its packet. */
export const encode = (id: number, method: string, argumentsText: string): string =>
  `{"type":"method","method":${JSON.stringify(method)},"arguments":${argumentsText},"id":${id}}`;

/** The packet that a text of ours is. */
export const packetOf = (text: string): MethodPacket => JSON.parse(text) as MethodPacket;

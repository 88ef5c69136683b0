import type { Arguments, Body, Receiver, Wire } from '../protocol/protocol.js';
import { isObject } from '../text/rule.js';
import type { MethodPacket } from './packet.js';

/** A frame → one message for the receiver, or the error that says why it is none (docs/protocol.md#envelope). */
const read = (frame: string | Uint8Array, to: Receiver): void => {
  let packet: unknown;
  try {
    packet = JSON.parse(frame as string);
  } catch (cause) {
    return to.bad('not JSON', frame, cause);
  }
  if (!isObject(packet)) return to.bad('not an object', frame);
  const { type } = packet as { type?: unknown };
  if (type === 'event') {
    const { event, data } = packet as { event?: unknown; data?: unknown };
    if (typeof event !== 'string' || event === '') return to.bad('an event without a name', frame);
    return to.event(event, data, packet);
  }
  if (type !== 'reply') return to.bad('of an unknown type', frame);
  const { id, error, data } = packet as { id?: unknown; error?: unknown; data?: unknown };
  // Whatever is not null, absent or otherwise empty: the form of errors differs by the server's era.
  if (error) to.refusal(id, error, packet);
  else to.reply(id, data, packet);
};

const frame = (id: number, method: string, body: Body): string =>
  `{"type":"method","method":${JSON.stringify(method)},"arguments":${body},"id":${id}}`;

/** Every connection reads and writes alike. */
export const beamWire: Wire = { frame, read };

/**
 * The arguments of a call → text.
 *
 * @throws what the arguments throw, or a TypeError for what JSON cannot hold
 */
export const encodeArguments = (args: Arguments): string => {
  const text: string | undefined = JSON.stringify(args);
  if (text === undefined) throw new TypeError('the arguments give nothing when serialized');
  return text;
};

/** A call as `sent$` and `spooled$` emit it. */
export const methodPacket = (id: number | undefined, method: string, body: Body): MethodPacket => ({
  type: 'method',
  method,
  arguments: JSON.parse(body as string) as unknown[],
  id: id as number,
});

/** What a reply repeats of its call. Other JSON values are not echoed. */
export type PacketId = string | number;

/** A call as it came over the wire. */
export interface IncomingCall {
  type: 'method';
  method: string;
  arguments: readonly unknown[];
  id?: PacketId;
}

/** One frame, read. */
export type Incoming =
  | { is: 'call'; call: IncomingCall }
  | { is: 'not-json' }
  | { is: 'malformed'; why: string; id?: PacketId };

const idOf = (packet: object): { id?: PacketId } => {
  const id: unknown = 'id' in packet ? packet.id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? { id } : {};
};

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** Reads a frame. Missing `arguments` are none; members that no method packet has are left out. Never throws. */
export const readFrame = (text: string): Incoming => {
  const parsed = parse(text);
  if (!parsed) return { is: 'not-json' };
  const packet = parsed.value;
  if (typeof packet !== 'object' || packet === null) return { is: 'malformed', why: 'A packet is an object.' };
  const id = idOf(packet);
  if (!('type' in packet) || packet.type !== 'method')
    return { is: 'malformed', why: 'The type of a packet to the server is "method".', ...id };
  if (!('method' in packet) || typeof packet.method !== 'string')
    return { is: 'malformed', why: 'The method is a string.', ...id };
  const given: unknown = 'arguments' in packet ? packet.arguments : [];
  if (!Array.isArray(given)) return { is: 'malformed', why: 'The arguments are an array.', ...id };
  return { is: 'call', call: { type: 'method', method: packet.method, arguments: given, ...id } };
};

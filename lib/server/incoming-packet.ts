/** The id of a call, which its reply repeats. Ids that are neither strings nor numbers are ignored. */
export type PacketId = string | number;

/** A call as a client sent it. */
export interface IncomingCall {
  type: 'method';
  method: string;
  arguments: readonly unknown[];
  id?: PacketId;
}

/** What a text frame turned out to be. */
export type IncomingPacket =
  | { is: 'call'; call: IncomingCall }
  | { is: 'not-json' }
  | { is: 'malformed'; why: string; id?: PacketId };

const idOf = (packet: object): { id?: PacketId } => {
  const id: unknown = 'id' in packet ? packet.id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? { id } : {};
};

const parseJson = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** Parses a text frame. Missing `arguments` become `[]`, unknown members are dropped. Never throws. */
export const parsePacket = (text: string): IncomingPacket => {
  const parsed = parseJson(text);
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

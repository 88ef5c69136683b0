import type { Receiver } from '../protocol/protocol.js';

/** A message as parsed. */
export type JsonRpcMessage = Readonly<Record<string, unknown>>;

/** Reads messages that only some servers send; true if the message was one. */
export type MessageReader = (message: JsonRpcMessage, to: Receiver) => boolean;

/**
 * A frame → its messages, in order: one, or those of a batch (JSON-RPC 2.0, 4 to 6). Of a batch, only the first part that is no
 * message is reported: a short frame may have very many.
 */
export const readFrame = (frame: string | Uint8Array, to: Receiver, readOther: MessageReader | undefined): void => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
  } catch (cause) {
    return to.bad('not JSON', frame, cause);
  }
  if (!Array.isArray(parsed)) return report(readMessage(parsed, to, readOther), frame, to);
  if (parsed.length === 0) return to.bad('an empty batch', frame);
  let isReported = false;
  for (const part of parsed as readonly unknown[]) {
    const why = readMessage(part, to, readOther);
    if (!isReported) report(why, frame, to);
    isReported ||= why !== undefined;
  }
};

const report = (why: string | undefined, frame: unknown, to: Receiver): void => {
  if (why !== undefined) to.bad(why, frame);
};

/** Hands on a message; gives why it is none, as the end of "received a frame that is …". */
const readMessage = (parsed: unknown, to: Receiver, readOther?: MessageReader): string | undefined => {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'not an object';
  const message = parsed as JsonRpcMessage;
  if (readOther?.(message, to)) return undefined;
  const { id, method, params, result, error } = message;
  const hasId = id !== undefined && id !== null;
  if (method !== undefined) {
    if (typeof method !== 'string' || method === '') return 'a call without a method';
    // The notifications of JSON-RPC 1.0 have the id null.
    if (!hasId) to.event(method, params, message);
    else to.request(id, method, params, message);
    return undefined;
  }
  if (error !== undefined && error !== null) {
    // Some servers answer so what they could not read.
    if (!hasId) return 'an error that belongs to no call';
    to.refusal(id, error, message);
    return undefined;
  }
  // A server may leave out a result that is undefined.
  if (hasId) to.reply(id, result, message);
  // Some servers answer notifications, too.
  else if ('result' in message) to.control(message);
  else return 'neither a call nor a reply';
  return undefined;
};

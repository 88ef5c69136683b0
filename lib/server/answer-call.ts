import type { IncomingCall, PacketId } from './incoming-packet.js';
import type { MethodContext, MethodResult } from './method-context.js';
import { methods } from './methods/index.js';
import type { Participant, Reply } from './participant.js';
import { Refusal, wireError } from './refusals.js';
import type { ServerState } from './server-state.js';

const MAX_QUOTED_LENGTH = 64;

const callMethod = (call: IncomingCall, context: MethodContext): MethodResult => {
  const method = methods.get(call.method);
  if (!method)
    throw new Refusal('unknownMethod', `Unknown method ${JSON.stringify(call.method.slice(0, MAX_QUOTED_LENGTH))}.`);
  return method(context);
};

const tryMethod = (call: IncomingCall, context: MethodContext): MethodResult | { thrown: unknown } => {
  try {
    return callMethod(call, context);
  } catch (thrown) {
    return { thrown };
  }
};

/** The error reply for whatever a method threw. An exception that is not a Refusal is a bug here: the client sees "Unknown error". */
export const refusalReply = (thrown: unknown, { settings }: ServerState, id?: PacketId): Reply => {
  const refusal = thrown instanceof Refusal ? thrown : new Refusal('unknown');
  const error = wireError(refusal, settings.era, settings.errors);
  return { type: 'reply', error, ...(id === undefined ? {} : { id }) };
};

/** Runs one call. Sends the reply first, then the events that the call causes. */
export const answerCall = (state: ServerState, participant: Participant, call: IncomingCall): void => {
  const { id } = call;
  const result = tryMethod(call, { state, participant, args: call.arguments });
  if ('thrown' in result) {
    participant.client.reply(refusalReply(result.thrown, state, id), call);
    return;
  }
  const { data, afterReply } = result;
  const rest = { ...(id === undefined ? {} : { id }), ...(data === undefined ? {} : { data }) };
  participant.client.reply({ type: 'reply', error: null, ...rest }, call);
  afterReply?.();
};

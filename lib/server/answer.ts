import type { Hall } from './hall.js';
import type { IncomingCall, PacketId } from './incoming.js';
import { methods } from './methods/index.js';
import { Refusal, wireError } from './refusals.js';
import type { Answer, Turn } from './turn.js';
import type { Reply, Visitor } from './visitor.js';

const LONGEST_QUOTE = 64;

const perform = (call: IncomingCall, turn: Turn): Answer => {
  const method = methods.get(call.method);
  if (!method)
    throw new Refusal('unknownMethod', `Unknown method ${JSON.stringify(call.method.slice(0, LONGEST_QUOTE))}.`);
  return method(turn);
};

/** The reply that refuses, for whatever was thrown: a defect of ours is an unknown error of theirs. */
export const refusalReply = (thrown: unknown, { settings }: Hall, id?: PacketId): Reply => {
  const refusal = thrown instanceof Refusal ? thrown : new Refusal('unknown');
  const error = wireError(refusal, settings.era, settings.errors);
  return { type: 'reply', error, ...(id === undefined ? {} : { id }) };
};

/** Serves one call: the reply first, then what it sets off. */
export const answer = (hall: Hall, visitor: Visitor, call: IncomingCall): void => {
  const { id } = call;
  const outcome = attempt(call, { hall, visitor, args: call.arguments });
  if ('thrown' in outcome) {
    visitor.wire.reply(refusalReply(outcome.thrown, hall, id), call);
    return;
  }
  const { data, afterwards } = outcome;
  const rest = { ...(id === undefined ? {} : { id }), ...(data === undefined ? {} : { data }) };
  visitor.wire.reply({ type: 'reply', error: null, ...rest }, call);
  afterwards?.();
};

const attempt = (call: IncomingCall, turn: Turn): Answer | { thrown: unknown } => {
  try {
    return perform(call, turn);
  } catch (thrown) {
    return { thrown };
  }
};

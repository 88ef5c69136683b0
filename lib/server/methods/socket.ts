import type { MethodHandler } from '../method-context.js';
import { Refusal } from '../refusals.js';

const MAX_EVENT_NAMES = 100;
const MAX_EVENT_NAME_LENGTH = 64;

/** `ping []`: for clients that cannot send WebSocket pings. */
export const ping: MethodHandler = () => ({});

/** `optOutEvents [name, …]`: adds to the names of earlier calls. Allowed before `auth`. */
export const optOutEvents: MethodHandler = ({ participant, args }) => {
  const names = args.filter(name => typeof name === 'string' && name.length <= MAX_EVENT_NAME_LENGTH) as string[];
  if (names.length < args.length || participant.optOuts.size + names.length > MAX_EVENT_NAMES)
    throw new Refusal('badRequest', `Event names are strings, at most ${MAX_EVENT_NAMES} of them.`);
  for (const name of names) participant.optOuts.add(name);
  return { data: {} };
};

/** `attachEmotes []`: from now on, messages to this socket have `meta.emoticons`. */
export const attachEmotes: MethodHandler = ({ participant }) => {
  participant.emotes = 'attached';
  return {};
};

import { Refusal } from '../refusals.js';
import type { Handler } from '../turn.js';

/** More names, or longer ones, no client has a use for. */
const MOST_NAMES = 100;
const LONGEST_NAME = 64;

/** `ping []`: for clients that cannot send protocol pings. */
export const ping: Handler = () => ({});

/** `optOutEvents [name, …]`: names add up, also before `auth`. */
export const optOutEvents: Handler = ({ visitor, args }) => {
  const names = args.filter(name => typeof name === 'string' && name.length <= LONGEST_NAME) as string[];
  if (names.length < args.length || visitor.optOuts.size + names.length > MOST_NAMES)
    throw new Refusal('badRequest', `Event names are strings, at most ${MOST_NAMES} of them.`);
  for (const name of names) visitor.optOuts.add(name);
  return { data: {} };
};

/** `attachEmotes []`: later messages on this socket bring their emoticons as pictures. */
export const attachEmotes: Handler = ({ visitor }) => {
  visitor.emotes = 'attached';
  return {};
};

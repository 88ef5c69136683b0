import type { Author, Moderator } from '../beam/events.js';
import type { Channel } from './channel.js';
import type { Hall } from './hall.js';
import { Refusal } from './refusals.js';
import type { Permission } from './roles.js';
import type { User } from './users.js';
import type { Visitor } from './visitor.js';

/** One call being served. */
export interface Turn {
  hall: Hall;
  visitor: Visitor;
  args: readonly unknown[];
}

/** What a method answers, and what it sets off once the answer is on its way. */
export interface Answer {
  data?: unknown;
  afterwards?: () => void;
}

/** Serves one method; throws a {@link Refusal} where it will not. */
export type Handler = (turn: Turn) => Answer;

/** Who acts, and where. */
export interface Actor {
  channel: Channel;
  user: User;
}

/** The caller, if it may do this. */
export const permit = ({ visitor: { standing } }: Turn, permission: Permission): Actor => {
  if (standing.at !== 'user' || !standing.channel.allows(standing.user, permission)) throw new Refusal('noPermission');
  return standing;
};

/** How events name a user. */
export const authorOf = ({ channel, user }: Actor): Author => ({
  user_name: user.username,
  user_id: user.id,
  user_roles: [...channel.rolesOf(user)],
});

export const moderatorOf = (actor: Actor): Moderator => ({ ...authorOf(actor), user_level: actor.user.level });

/** An argument that must be a string with something in it. */
export const stringArgument = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal('badRequest', `The ${name} must be a string that is not empty.`);
  return value;
};

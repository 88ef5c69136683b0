import type { Author } from '../beam/chat-message.js';
import type { Moderator } from '../beam/events.js';
import type { Channel } from './channel.js';
import type { Participant } from './participant.js';
import { Refusal } from './refusals.js';
import type { Permission } from './roles.js';
import type { ServerState } from './server-state.js';
import type { User } from './users.js';

/** What a method handler gets to see of a call. */
export interface MethodContext {
  state: ServerState;
  participant: Participant;
  args: readonly unknown[];
}

/** What a method handler returns. */
export interface MethodResult {
  /** The `data` of the reply. */
  data?: unknown;
  /** Sends the events that the call causes. Runs after the reply has been sent. */
  afterReply?: () => void;
}

/** Implements one method. Throws a {@link Refusal} to answer with an error. */
export type MethodHandler = (context: MethodContext) => MethodResult;

/** An authenticated user in a channel. */
export interface Actor {
  channel: Channel;
  user: User;
}

/** The caller. @throws Refusal if it is not an authenticated user with this permission */
export const requirePermission = ({ participant: { authState } }: MethodContext, permission: Permission): Actor => {
  if (authState.is !== 'user' || !authState.channel.allows(authState.user, permission))
    throw new Refusal('noPermission');
  return authState;
};

/** The user as an event names its author. */
export const authorOf = ({ channel, user }: Actor): Author => ({
  user_name: user.username,
  user_id: user.id,
  user_roles: [...channel.rolesOf(user)],
});

export const moderatorOf = (actor: Actor): Moderator => ({ ...authorOf(actor), user_level: actor.user.level });

/** @throws Refusal unless the argument is a string that is not blank */
export const stringArgument = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value.trim() === '')
    throw new Refusal('badRequest', `The ${name} must be a string that is not empty.`);
  return value;
};

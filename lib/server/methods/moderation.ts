import { asyncScheduler } from 'rxjs';
import type { ChatMessage } from '../../beam/chat-message.js';
import { parseDuration } from '../duration.js';
import {
  type Actor,
  authorOf,
  type MethodContext,
  type MethodHandler,
  moderatorOf,
  requirePermission,
  stringArgument,
} from '../method-context.js';
import { Refusal } from '../refusals.js';
import { rankOf } from '../roles.js';
import type { User } from '../users.js';

const outranks = ({ channel, user }: Actor, roles: readonly string[]): boolean =>
  rankOf(channel.rolesOf(user)) > rankOf(roles);

/** The user with this name, if present in the channel, or (`known`) if the history has messages of theirs. */
const findTarget = ({ state }: MethodContext, { channel }: Actor, name: unknown, where: 'present' | 'known'): User => {
  const user = state.users.withName(stringArgument(name, 'username'));
  const isThere = user && (channel.has(user.id) || (where === 'known' && channel.history.hasMessagesOf(user.id)));
  if (!isThere) throw new Refusal('userNotFound');
  return user;
};

/** `timeout [username, duration]` */
export const timeout: MethodHandler = context => {
  const actor = requirePermission(context, 'timeout');
  const { channel } = actor;
  const [name, given] = context.args;
  const target = findTarget(context, actor, name, 'present');
  const duration = parseDuration(given);
  if (!duration)
    throw new Refusal('badRequest', 'The duration must be like 30s, 1m15s, a number of seconds, or clear.');
  if (!outranks(actor, channel.rolesOf(target))) throw new Refusal('noPermission');
  if (duration.is === 'clear') {
    channel.timeOut(target.id, 0);
    return { data: `${target.username} is no longer timed out.` };
  }
  channel.timeOut(target.id, asyncScheduler.now() + duration.ms);
  channel.history.purge(target.id);
  const cause = { type: 'timeout', durationString: String(given) };
  const afterReply = () => {
    channel.broadcast('PurgeMessage', { moderator: moderatorOf(actor), user_id: target.id, cause });
    const user = authorOf({ channel, user: target });
    channel.sendToUser(target.id, 'UserTimeout', { user, duration: duration.ms });
  };
  return { data: `${target.username} has been timed out for ${duration.words}.`, afterReply };
};

/** `purge [username]`: users without the permission get an error code of its own, 4002. */
export const purge: MethodHandler = context => {
  const actor = requirePermission(context, 'connect');
  const { channel, user } = actor;
  if (!channel.allows(user, 'purge')) throw new Refusal('cannotPurge');
  const target = findTarget(context, actor, context.args[0], 'known');
  if (!outranks(actor, channel.rolesOf(target))) throw new Refusal('cannotPurge');
  channel.history.purge(target.id);
  return {
    afterReply: () => channel.broadcast('PurgeMessage', { moderator: moderatorOf(actor), user_id: target.id }),
  };
};

/** Users above plain `User` may delete their own messages, moderators those of authors whom they outrank. */
const mayDelete = (actor: Actor, message: ChatMessage): boolean =>
  message.user_id === actor.user.id
    ? outranks(actor, ['User'])
    : actor.channel.allows(actor.user, 'remove_message') && outranks(actor, message.user_roles);

/** `deleteMessage [messageId]` */
export const deleteMessage: MethodHandler = context => {
  const actor = requirePermission(context, 'connect');
  const { channel } = actor;
  const id = stringArgument(context.args[0], 'message id');
  const message = channel.history.find(id);
  if (!message) throw new Refusal('messageNotFound');
  if (!mayDelete(actor, message)) throw new Refusal('noPermission');
  channel.history.remove(id);
  return {
    data: 'Message deleted.',
    afterReply: () => channel.broadcast('DeleteMessage', { moderator: moderatorOf(actor), id }),
  };
};

/** `clearMessages []` */
export const clearMessages: MethodHandler = context => {
  const actor = requirePermission(context, 'clear_messages');
  actor.channel.history.clear();
  return {
    data: 'Messages cleared.',
    afterReply: () => actor.channel.broadcast('ClearMessages', { clearer: moderatorOf(actor) }),
  };
};

/** `cancelSkill [executionId]` */
export const cancelSkill: MethodHandler = context => {
  const actor = requirePermission(context, 'cancel_skill');
  const id = stringArgument(context.args[0], 'execution id');
  if (!actor.channel.skills.delete(id)) throw new Refusal('skillNotFound');
  return {
    data: 'Skill execution cancelled.',
    afterReply: () =>
      actor.channel.broadcast('DeleteSkillAttribution', { moderator: moderatorOf(actor), execution_id: id }),
  };
};

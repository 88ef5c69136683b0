import { asyncScheduler } from 'rxjs';
import type { ChatMessage } from '../../beam/events.js';
import { readDuration } from '../duration.js';
import { Refusal } from '../refusals.js';
import { strengthOf } from '../roles.js';
import { type Actor, authorOf, type Handler, moderatorOf, permit, stringArgument, type Turn } from '../turn.js';
import type { User } from '../users.js';

const outranks = ({ channel, user }: Actor, roles: readonly string[]): boolean =>
  strengthOf(channel.rolesOf(user)) > strengthOf(roles);

/** The user of this name, if in the chat or on record there. */
const findTarget = ({ hall }: Turn, { channel }: Actor, name: unknown, where: 'present' | 'known'): User => {
  const user = hall.users.named(stringArgument(name, 'username'));
  const isThere = user && (channel.has(user.id) || (where === 'known' && channel.history.knows(user.id)));
  if (!isThere) throw new Refusal('userNotFound');
  return user;
};

/** `timeout [username, duration]` */
export const timeout: Handler = turn => {
  const actor = permit(turn, 'timeout');
  const { channel } = actor;
  const [name, given] = turn.args;
  const target = findTarget(turn, actor, name, 'present');
  const duration = readDuration(given);
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
  const afterwards = () => {
    channel.announce('PurgeMessage', { moderator: moderatorOf(actor), user_id: target.id, cause });
    const user = authorOf({ channel, user: target });
    channel.announceTo(target.id, 'UserTimeout', { user, duration: duration.ms });
  };
  return { data: `${target.username} has been timed out for ${duration.words}.`, afterwards };
};

/** `purge [username]`: has a code of its own for users who may not. */
export const purge: Handler = turn => {
  const actor = permit(turn, 'connect');
  const { channel, user } = actor;
  if (!channel.allows(user, 'purge')) throw new Refusal('cannotPurge');
  const target = findTarget(turn, actor, turn.args[0], 'known');
  if (!outranks(actor, channel.rolesOf(target))) throw new Refusal('cannotPurge');
  channel.history.purge(target.id);
  return {
    afterwards: () => channel.announce('PurgeMessage', { moderator: moderatorOf(actor), user_id: target.id }),
  };
};

/** One's own messages may be deleted by anyone above a plain user, others' by whoever outranks their author. */
const mayDelete = (actor: Actor, message: ChatMessage): boolean =>
  message.user_id === actor.user.id
    ? outranks(actor, ['User'])
    : actor.channel.allows(actor.user, 'remove_message') && outranks(actor, message.user_roles);

/** `deleteMessage [messageId]` */
export const deleteMessage: Handler = turn => {
  const actor = permit(turn, 'connect');
  const { channel } = actor;
  const id = stringArgument(turn.args[0], 'message id');
  const message = channel.history.find(id);
  if (!message) throw new Refusal('messageNotFound');
  if (!mayDelete(actor, message)) throw new Refusal('noPermission');
  channel.history.remove(id);
  return {
    data: 'Message deleted.',
    afterwards: () => channel.announce('DeleteMessage', { moderator: moderatorOf(actor), id }),
  };
};

/** `clearMessages []` */
export const clearMessages: Handler = turn => {
  const actor = permit(turn, 'clear_messages');
  actor.channel.history.clear();
  return {
    data: 'Messages cleared.',
    afterwards: () => actor.channel.announce('ClearMessages', { clearer: moderatorOf(actor) }),
  };
};

/** `cancelSkill [executionId]` */
export const cancelSkill: Handler = turn => {
  const actor = permit(turn, 'cancel_skill');
  const id = stringArgument(turn.args[0], 'execution id');
  if (!actor.channel.skills.delete(id)) throw new Refusal('skillNotFound');
  return {
    data: 'Skill execution cancelled.',
    afterwards: () =>
      actor.channel.announce('DeleteSkillAttribution', { moderator: moderatorOf(actor), execution_id: id }),
  };
};

import { asyncScheduler } from 'rxjs';
import type { ChatMessage, MessageBody } from '../../beam/chat-message.js';
import { bodyOf } from '../message-parts.js';
import { type Actor, authorOf, type MethodHandler, requirePermission, stringArgument } from '../method-context.js';
import { Refusal } from '../refusals.js';
import type { ServerState } from '../server-state.js';

const createMessage = (state: ServerState, actor: Actor, message: MessageBody): ChatMessage => ({
  channel: actor.channel.id,
  id: state.nextMessageId(),
  ...authorOf(actor),
  user_level: actor.user.level,
  user_avatar: actor.user.avatar,
  user_ascension_level: actor.user.rank,
  message,
});

const checkLength = (text: string, state: ServerState): void => {
  const { messageLength } = state.settings;
  if (text.length > messageLength)
    throw new Refusal('tooLong', `The message is too long: at most ${messageLength} characters.`);
};

const checkedBody = (state: ServerState, { channel, user }: Actor, typed: string): MessageBody => {
  const { links } = channel.rules;
  const body = bodyOf(typed, name => state.users.withName(name), links);
  if (body.message.length === 0) throw new Refusal('badRequest', 'The message is empty.');
  const hasLink = body.message.some(part => part.type === 'link');
  if (links === 'forbidden' && hasLink && !channel.allows(user, 'bypass_links')) throw new Refusal('linksForbidden');
  return body;
};

const checkMayWrite = ({ channel, user }: Actor): void => {
  if (channel.isTimedOut(user.id)) throw new Refusal('timedOut');
  if (user.rank < channel.rules.minimumRank) throw new Refusal('rankTooLow');
};

/** The last check, since only a message that is sent starts the gap. */
const checkSlowMode = ({ channel, user }: Actor): void => {
  if (channel.allows(user, 'bypass_slowchat')) return;
  if (!channel.slowMode.tryMessage(user.id, asyncScheduler.now())) throw new Refusal('slowChat');
};

/** `msg [text]` */
export const msg: MethodHandler = context => {
  const actor = requirePermission(context, 'chat');
  const text = stringArgument(context.args[0], 'message');
  checkLength(text, context.state);
  checkMayWrite(actor);
  const body = checkedBody(context.state, actor, text);
  checkSlowMode(actor);
  const message = createMessage(context.state, actor, body);
  actor.channel.history.add(message);
  return { data: message, afterReply: () => actor.channel.broadcast('ChatMessage', message) };
};

/** `whisper [username, text]`: only the target receives the event. */
export const whisper: MethodHandler = context => {
  const actor = requirePermission(context, 'whisper');
  const name = stringArgument(context.args[0], 'username');
  const text = stringArgument(context.args[1], 'message');
  checkLength(text, context.state);
  checkMayWrite(actor);
  const target = context.state.users.withName(name);
  if (!target || !actor.channel.has(target.id)) throw new Refusal('userNotFound');
  const body = checkedBody(context.state, actor, text);
  const whispered = { ...body, meta: { ...body.meta, whisper: true } };
  const message: ChatMessage = { ...createMessage(context.state, actor, whispered), target: target.username };
  return { data: message, afterReply: () => actor.channel.sendToUser(target.id, 'ChatMessage', message) };
};

/** `history [count]`: anonymous connections may call it too. A count that is not a number counts as 0. */
export const history: MethodHandler = ({ participant: { authState }, args: [count] }) => {
  if (authState.is === 'unauthenticated') throw new Refusal('noPermission');
  const isNumeric = typeof count === 'number' || typeof count === 'string';
  return { data: authState.channel.history.newest(isNumeric ? Number(count) || 0 : 0) };
};

import { asyncScheduler } from 'rxjs';
import type { ChatMessage, MessageBody } from '../../beam/events.js';
import type { Hall } from '../hall.js';
import { bodyOf, withoutLinks } from '../message-parts.js';
import { Refusal } from '../refusals.js';
import { type Actor, authorOf, type Handler, permit, stringArgument } from '../turn.js';

const compose = (hall: Hall, actor: Actor, message: MessageBody): ChatMessage => ({
  channel: actor.channel.id,
  id: hall.nextMessageId(),
  ...authorOf(actor),
  user_level: actor.user.level,
  user_avatar: actor.user.avatar,
  user_ascension_level: actor.user.rank,
  message,
});

const checkLength = (text: string, hall: Hall): void => {
  const { messageLength } = hall.settings;
  if (text.length > messageLength)
    throw new Refusal('tooLong', `The message is too long: at most ${messageLength} characters.`);
};

const bodyFor = (hall: Hall, { channel, user }: Actor, typed: string): MessageBody => {
  const body = bodyOf(typed, name => hall.users.named(name));
  if (body.message.length === 0) throw new Refusal('badRequest', 'The message is empty.');
  const { links } = channel.rules;
  const hasLink = body.message.some(part => part.type === 'link');
  if (links === 'forbidden' && hasLink && !channel.allows(user, 'bypass_links')) throw new Refusal('linksForbidden');
  return links === 'plain' ? withoutLinks(body) : body;
};

const checkStanding = ({ channel, user }: Actor): void => {
  if (channel.isTimedOut(user.id)) throw new Refusal('timedOut');
  if (user.rank < channel.rules.minimumRank) throw new Refusal('rankTooLow');
};

/** Only what goes out counts, so this is the last of the checks. */
const checkPace = ({ channel, user }: Actor): void => {
  if (channel.allows(user, 'bypass_slowchat')) return;
  if (!channel.pace.pass(user.id, asyncScheduler.now())) throw new Refusal('slowChat');
};

/** `msg [text]` */
export const msg: Handler = turn => {
  const actor = permit(turn, 'chat');
  const text = stringArgument(turn.args[0], 'message');
  checkLength(text, turn.hall);
  checkStanding(actor);
  const body = bodyFor(turn.hall, actor, text);
  checkPace(actor);
  const message = compose(turn.hall, actor, body);
  actor.channel.history.add(message);
  return { data: message, afterwards: () => actor.channel.announce('ChatMessage', message) };
};

/** `whisper [username, text]`: only the other one receives the event. */
export const whisper: Handler = turn => {
  const actor = permit(turn, 'whisper');
  const name = stringArgument(turn.args[0], 'username');
  const text = stringArgument(turn.args[1], 'message');
  checkLength(text, turn.hall);
  checkStanding(actor);
  const target = turn.hall.users.named(name);
  if (!target || !actor.channel.has(target.id)) throw new Refusal('userNotFound');
  const body = bodyFor(turn.hall, actor, text);
  const whispered = { ...body, meta: { ...body.meta, whisper: true } };
  const message: ChatMessage = { ...compose(turn.hall, actor, whispered), target: target.username };
  return { data: message, afterwards: () => actor.channel.announceTo(target.id, 'ChatMessage', message) };
};

/** `history [count]`, for anyone inside; a count that is no number is none. */
export const history: Handler = ({ visitor: { standing }, args: [count] }) => {
  if (standing.at === 'door') throw new Refusal('noPermission');
  const isNumeric = typeof count === 'number' || typeof count === 'string';
  return { data: standing.channel.history.newest(isNumeric ? Number(count) || 0 : 0) };
};

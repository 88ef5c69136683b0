import { take, timer } from 'rxjs';
import type { Author, ChatMessage, MessageMeta } from '../../beam/chat-message.js';
import type { Channel } from '../channel.js';
import { bodyOf } from '../message-parts.js';
import { type MethodHandler, requirePermission } from '../method-context.js';
import { type Era, Refusal } from '../refusals.js';
import type { ServerState } from '../server-state.js';

interface Bot {
  author: Author;
  meta: MessageMeta;
}

const bots: Readonly<Record<Era, Bot>> = {
  beam: {
    author: { user_name: 'GiveawayBot', user_id: -1, user_roles: ['Founder'] },
    meta: { avatar: 'https://example.org/giveaway-bot.png' },
  },
  mixer: { author: { user_name: 'HypeBot', user_id: 696, user_roles: ['Mod', 'User'] }, meta: {} },
};

const countdown = ['The giveaway ends in 3…', '2…', '1…'];

/** A message of the bot. Unlike those of users, it has no `user_level`. */
const botMessage = (state: ServerState, channel: Channel, text: string): ChatMessage => {
  const { author, meta } = bots[state.settings.era];
  const { message } = bodyOf(text, name => state.users.withName(name));
  return { channel: channel.id, id: state.nextMessageId(), ...author, user_avatar: null, message: { message, meta } };
};

const resultText = (state: ServerState, channel: Channel, callerId: number): string => {
  const candidates = channel.users.filter(({ id }) => id !== callerId);
  const winner = candidates[Math.floor(state.settings.random() * candidates.length)];
  return winner ? `The winner is @${winner.username} !` : 'Nobody is here to win.';
};

/** `giveaway:start []` */
export const startGiveaway: MethodHandler = context => {
  const { channel, user } = requirePermission(context, 'giveaway_start');
  const { state } = context;
  if (channel.giveaway === 'running') throw new Refusal('giveawayRunning');
  channel.giveaway = 'running';
  channel.runActivity(timer(0, state.settings.giveawayStep).pipe(take(countdown.length + 1)), step => {
    const text = countdown[step];
    if (text === undefined) channel.giveaway = 'none';
    channel.post(botMessage(state, channel, text ?? resultText(state, channel, user.id)));
  });
  return { data: 'Starting a giveaway' };
};

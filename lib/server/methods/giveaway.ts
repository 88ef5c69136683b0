import { take, timer } from 'rxjs';
import type { Author, ChatMessage, MessageMeta } from '../../beam/events.js';
import type { Channel } from '../channel.js';
import type { Hall } from '../hall.js';
import { bodyOf } from '../message-parts.js';
import { type Era, Refusal } from '../refusals.js';
import { type Handler, permit } from '../turn.js';

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

/** Bots, unlike people, have no level. */
const botMessage = (hall: Hall, channel: Channel, text: string): ChatMessage => {
  const { author, meta } = bots[hall.settings.era];
  const { message } = bodyOf(text, name => hall.users.named(name));
  return { channel: channel.id, id: hall.nextMessageId(), ...author, user_avatar: null, message: { message, meta } };
};

const result = (hall: Hall, channel: Channel, callerId: number): string => {
  const hopeful = channel.users.filter(({ id }) => id !== callerId);
  const winner = hopeful[Math.floor(hall.settings.random() * hopeful.length)];
  return winner ? `The winner is @${winner.username} !` : 'Nobody is here to win.';
};

/** `giveaway:start []` */
export const startGiveaway: Handler = turn => {
  const { channel, user } = permit(turn, 'giveaway_start');
  const { hall } = turn;
  if (channel.giveaway === 'running') throw new Refusal('giveawayRunning');
  channel.giveaway = 'running';
  channel.keepBusy(timer(0, hall.settings.giveawayStep).pipe(take(countdown.length + 1)), step => {
    const line = countdown[step];
    if (line === undefined) channel.giveaway = 'none';
    channel.say(botMessage(hall, channel, line ?? result(hall, channel, user.id)));
  });
  return { data: 'Starting a giveaway' };
};

import type { ChatMessage, TextPart, UserJoin } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';

/** What a bot is given to join a channel. */
export interface BotAccount {
  readonly channelId: number;
  readonly userId: number;
  readonly authkey: string;
  readonly endpoints: readonly string[];
}

/** A bot in the shape of those that were written for the old service: it handles no failure of `msg`. */
export type Bot = (account: BotAccount) => BeamSocket;

/** In the shape of the old service's own example: answers `!ping`. */
export const pingBot: Bot = ({ channelId, userId, authkey, endpoints }) => {
  const socket = new BeamSocket(endpoints).boot();
  socket
    .auth(channelId, userId, authkey)
    .then(() => socket.call('msg', ['I answer !ping. Write !ping and I write pong.']))
    .catch(error => console.error('the bot could not join', error));
  socket.on('ChatMessage', message => {
    if ((message.message.message[0] as Partial<TextPart>).data?.toLowerCase().startsWith('!ping')) {
      socket.call('msg', [`@${message.user_name} PONG!`]);
    }
  });
  socket.on('error', () => {});
  return socket;
};

/** Greets who comes in, but only while it is connected, which it asks by number. */
export const greeter: Bot = ({ channelId, userId, authkey, endpoints }) => {
  const socket = new BeamSocket(endpoints);
  let isAllowed = false;
  socket.on('authresult', result => {
    isAllowed = result.authenticated;
  });
  socket.on('UserJoin', (data: UserJoin) => {
    if (!isAllowed || data.id === userId) return;
    setTimeout(() => {
      if (socket.status === 1) socket.call('msg', [`Welcome, ${data.username}!`]);
    });
  });
  socket.on('reconnecting', ({ interval }: { interval: number }) => {
    isAllowed = false;
    if (!Number.isFinite(interval)) throw new TypeError('a wait must have an interval');
  });
  socket.on('error', () => {});
  socket.boot();
  socket.call('auth', channelId, userId, authkey);
  return socket;
};

/** Runs polls and moderates on command. Counts what it did, and says so when it is connected again. */
export const moderator: Bot = ({ channelId, userId, authkey, endpoints }) => {
  const socket = new BeamSocket([...endpoints], { clientId: null });
  let purged = 0;
  const commands: Readonly<Record<string, (name: string) => void>> = {
    '!poll': name => {
      socket.call('vote:start', [`Do you like ${name}?`, ['yes', 'no'], 30]);
    },
    '!purge': name => {
      purged += 1;
      socket.call('purge', [name]);
      socket.call('msg', `${name} was purged`);
    },
  };
  const textOf = ({ message }: ChatMessage): string => message.message.map(part => part.text).join('');
  socket.on('ChatMessage', message => {
    if (message.user_id === userId) return;
    const [command = '', name = ''] = textOf(message).split(' ');
    commands[command]?.(name);
  });
  let connections = 0;
  socket.on('connected', () => {
    connections += 1;
    if (connections > 1 && socket.isConnected()) socket.call('msg', [`I am back; ${purged} purged so far.`]);
  });
  socket.on('closed', () => socket.call('msg', [`I was away, with ${socket.getSpoolLength()} message(s) waiting.`]));
  socket.on('error', () => {});
  socket.optOutEvents(['UserLeave']);
  socket.auth(channelId, userId, authkey);
  return socket.boot();
};

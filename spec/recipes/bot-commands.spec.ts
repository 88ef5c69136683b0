import { catchError, EMPTY, filter, map, mergeMap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage, textOf } from '../../lib/testing/index.js';

/** Parses `!name one two` into the command's name, its arguments and its author. */
const commandOf = (message: ChatMessage) => {
  const [name = '', ...args] = textOf(message).slice(1).trim().split(/\s+/);
  return { name: name.toLowerCase(), args, from: message.user_name };
};

const commands = (chat: BeamChat) =>
  chat.events$('ChatMessage').pipe(
    filter(message => textOf(message).startsWith('!')),
    map(commandOf),
  );

/** Answers `!roll`. An answer that fails is left out, and the bot goes on. */
const dice = (chat: BeamChat, roll: () => number): Observable<ChatMessage> =>
  commands(chat).pipe(
    filter(({ name }) => name === 'roll'),
    mergeMap(({ from }) => chat.call$('msg', [`@${from} rolls ${roll()}`]).pipe(catchError(() => EMPTY))),
  );

describe('a bot', () => {
  it(
    'takes messages that begin with ! as commands',
    marbles(m => {
      const said = {
        a: chatMessage('ada', 'hi'),
        b: chatMessage('bob', '!Weather  Paris today'),
        c: chatMessage('ada', '!'),
      };
      const chat = new ChatDouble({ events: { ChatMessage: m.hot('-a-b-c', said) } });
      m.expect(commands(chat)).toBeObservable('                   ---w-e', {
        w: { name: 'weather', args: ['Paris', 'today'], from: 'bob' },
        e: { name: '', args: [], from: 'ada' },
      });
    }),
  );

  it(
    'answers each roll at once, however slow the server is',
    marbles(m => {
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('-r-r---', { r: chatMessage('bob', '!roll') }) },
        replies: { msg: () => m.cold('   --s', { s: chatMessage('bot', 'said') }) },
      });
      m.expect(dice(chat, () => 4)).toBeObservable('---s-s', { s: chatMessage('bot', 'said') });
      m.expect(chat.calls$).toBeObservable('-c-c', { c: { method: 'msg', args: ['@bob rolls 4'] } });
    }),
  );

  it(
    'goes on when the server refuses an answer',
    marbles(m => {
      const said = chatMessage('bot', 'said');
      const replies = [m.cold<ChatMessage>('-#', {}, 'slow down'), m.cold('-s', { s: said })];
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('-r-r-', { r: chatMessage('bob', '!roll') }) },
        replies: { msg: () => replies.shift() ?? said },
      });
      m.expect(dice(chat, () => 4)).toBeObservable('----s', { s: said });
    }),
  );
});

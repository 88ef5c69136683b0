import { filter, map, mergeMap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage, textOf } from '../../lib/testing/index.js';

/** `!name one two` → what is asked for, and by whom. */
const commandOf = (message: ChatMessage) => {
  const [name = '', ...args] = textOf(message).slice(1).trim().split(/\s+/);
  return { name: name.toLowerCase(), args, from: message.user_name };
};

const commands = (chat: BeamChat) =>
  chat.events$('ChatMessage').pipe(
    filter(message => textOf(message).startsWith('!')),
    map(commandOf),
  );

/** Answers `!roll` and nothing else. */
const dice = (chat: BeamChat, roll: () => number): Observable<ChatMessage> =>
  commands(chat).pipe(
    filter(({ name }) => name === 'roll'),
    mergeMap(({ from }) => chat.call$('msg', [`@${from} rolls ${roll()}`])),
  );

describe('a bot', () => {
  it(
    'hears commands, and no other message',
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
    'answers each roll when it is asked, however slow the server is',
    marbles(m => {
      const chat = new ChatDouble({
        events: { ChatMessage: m.hot('-r-r---', { r: chatMessage('bob', '!roll') }) },
        replies: { msg: () => m.cold('   --s', { s: chatMessage('bot', 'said') }) },
      });
      m.expect(dice(chat, () => 4)).toBeObservable('---s-s', { s: chatMessage('bot', 'said') });
      m.expect(chat.calls$).toBeObservable('-c-c', { c: { method: 'msg', args: ['@bob rolls 4'] } });
    }),
  );
});

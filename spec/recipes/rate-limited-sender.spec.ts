import { concat, concatMap, ignoreElements, type Observable, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** Says one after the other, each when the one before it is answered and `pauseMs` have gone by. */
const saying = (chat: BeamChat, texts$: Observable<string>, pauseMs: number): Observable<ChatMessage> =>
  texts$.pipe(concatMap(text => concat(chat.call$('msg', [text]), timer(pauseMs).pipe(ignoreElements()))));

describe('a sender that keeps to a rate', () => {
  it(
    'sends at once, then one for each pause, and leaves when nobody listens',
    marbles(m => {
      const said = { s: chatMessage('me', 'said') };
      const chat = new ChatDouble({ replies: { msg: () => m.cold('--s', said) } });
      const call = (text: string) => ({ method: 'msg', args: [text] });
      const texts = m.cold('                             -(abc)');
      m.expect(saying(chat, texts, 4), '                 ^-------------!').toBeObservable('---s-----s-----', said);
      m.expect(chat.calls$).toBeObservable('             -a-----b-----c', { a: call('a'), b: call('b'), c: call('c') });
      m.expect(chat.cancelled$).toBeObservable('         --------------c', { c: call('c') });
    }),
  );
});

import { catchError, concat, concatMap, EMPTY, ignoreElements, type Observable, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** Sends one text at a time: each is sent `pauseMs` after the one before it was answered, or failed. */
const send = (chat: BeamChat, texts$: Observable<string>, pauseMs: number): Observable<ChatMessage> =>
  texts$.pipe(
    concatMap(text =>
      concat(chat.call$('msg', [text]).pipe(catchError(() => EMPTY)), timer(pauseMs).pipe(ignoreElements())),
    ),
  );

describe('a sender that keeps to a rate', () => {
  it(
    'sends the first text at once and one after each pause, and cancels its call when it is unsubscribed from',
    marbles(m => {
      const said = { s: chatMessage('me', 'said') };
      const chat = new ChatDouble({ replies: { msg: () => m.cold('--s', said) } });
      const call = (text: string) => ({ method: 'msg', args: [text] });
      const texts = m.cold('                             -(abc)');
      m.expect(send(chat, texts, 4), '                 ^-------------!').toBeObservable('---s-----s-----', said);
      m.expect(chat.calls$).toBeObservable('             -a-----b-----c', { a: call('a'), b: call('b'), c: call('c') });
      m.expect(chat.cancelled$).toBeObservable('         --------------c', { c: call('c') });
    }),
  );

  it(
    'goes on after a text that the server refuses',
    marbles(m => {
      const said = { s: chatMessage('me', 'said') };
      const replies = [m.cold<ChatMessage>('-#', {}, 'slow down'), m.cold('-s', said)];
      const chat = new ChatDouble({ replies: { msg: () => replies.shift() ?? said.s } });
      m.expect(send(chat, m.cold('-(ab|)'), 4)).toBeObservable('-------s---|', said);
    }),
  );
});

import { catchError, distinct, EMPTY, merge, mergeMap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage, Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** The history of a session, message by message. If the call fails, the gap stays, and the live messages go on. */
const history = (chat: BeamChat): Observable<ChatMessage> =>
  chat.call$('history', [50]).pipe(
    mergeMap(missed => missed),
    catchError(() => EMPTY),
  );

/** All messages, each once: the live ones, and for each new session those of its history that were missed. */
const messages = (chat: BeamChat): Observable<ChatMessage> =>
  merge(chat.connected$.pipe(mergeMap(() => history(chat))), chat.events$('ChatMessage')).pipe(
    distinct(({ id }) => id),
  );

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id => chatMessage('ada', id, { id })) as [
  ChatMessage,
  ChatMessage,
  ChatMessage,
  ChatMessage,
];

describe('a gap', () => {
  it(
    'that a lost connection leaves is filled from the history, and no message is emitted twice',
    marbles(m => {
      const status: Record<string, Partial<Status>> = { c: { state: 'connected' }, r: { state: 'reconnecting' } };
      const history = [[a], [a, b, c]];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c------', status),
        events: { ChatMessage: m.hot('---b---------c-d--', { b, c, d }) },
        replies: { history: () => m.cold<ChatMessage[]>('--h', { h: history.shift() ?? [] }) },
      });
      m.expect(messages(chat)).toBeObservable('  --ab--------c--d', { a, b, c, d });
    }),
  );

  it(
    'stays when the server refuses the history, and the next session is asked again',
    marbles(m => {
      const status: Record<string, Partial<Status>> = { c: { state: 'connected' }, r: { state: 'reconnecting' } };
      const replies = [m.cold<ChatMessage[]>('--#', {}, 'UACCESS'), m.cold('--h', { h: [a, b, c] })];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c------', status),
        events: { ChatMessage: m.hot('---b------------d', { b, d }) },
        replies: { history: () => replies.shift() ?? [] },
      });
      m.expect(messages(chat)).toBeObservable('  ---b--------(ac)d', { a, b, c, d });
    }),
  );
});

import { distinct, merge, mergeMap, type Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, ChatMessage, Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** All messages, each once: those live, and after each connection those of the history that were missed before it. */
const messages = (chat: BeamChat): Observable<ChatMessage> =>
  merge(
    chat.connected$.pipe(
      mergeMap(() => chat.call$('history', [50])),
      mergeMap(missed => missed),
    ),
    chat.events$('ChatMessage'),
  ).pipe(distinct(({ id }) => id));

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id => chatMessage('ada', id, { id })) as [
  ChatMessage,
  ChatMessage,
  ChatMessage,
  ChatMessage,
];

describe('a gap', () => {
  it(
    'left by a lost connection is filled from the history, and nothing is told twice',
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
});

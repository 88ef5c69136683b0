import { catchError, EMPTY, filter, mergeMap, type Observable, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, CallError, type ChatMessage, messages$, type Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

const hasLink = ({ message }: ChatMessage) => message.message.some(({ type }) => type === 'link');

/** Deletes every link, also those that came while the connection was down. */
const withoutLinks = (chat: BeamChat): Observable<string> =>
  messages$(chat).pipe(
    filter(hasLink),
    mergeMap(({ id }) =>
      chat
        .call$('deleteMessage', [id])
        .pipe(catchError(error => (error instanceof CallError ? EMPTY : throwError(() => error)))),
    ),
  );

const status: Record<string, Partial<Status>> = { c: { state: 'connected' }, r: { state: 'reconnecting' } };
const link = (id: string) => {
  const message = { message: [{ type: 'link' as const, text: 'x.test', url: 'http://x.test' }], meta: {} };
  return chatMessage('bob', '', { id, message });
};
const [a, b, d, p] = [link('a'), link('b'), link('d'), chatMessage('ada', 'hi', { id: 'p' })];

describe('links', () => {
  it(
    'that came while the connection was down are deleted when it is back, each once',
    marbles(m => {
      const histories = [[], [a, p, b, d]];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c------', status),
        events: { ChatMessage: m.hot('---a-------d-----', { a, d }) },
        replies: { history: () => m.cold('-h', { h: histories.shift() ?? [] }), deleteMessage: id => `${id} is gone` },
      });
      const gone = { a: 'a is gone', b: 'b is gone', d: 'd is gone' };
      m.expect(withoutLinks(chat)).toBeObservable('---a-------(bd)', gone);
    }),
  );

  it(
    'that another moderator has deleted meanwhile are left alone',
    marbles(m => {
      const histories = [[], [a, b]];
      const chat = new ChatDouble({
        status$: m.hot('    c----r----c------', status),
        events: {
          ChatMessage: m.hot('  ---a-------d-----', { a, d }),
          DeleteMessage: m.hot('------------d----', { d: { id: 'd' } }),
        },
        replies: {
          history: () => m.cold('---h', { h: histories.shift() ?? [] }),
          deleteMessage: id => `${id} is gone`,
        },
      });
      m.expect(withoutLinks(chat)).toBeObservable('---a---------b', { a: 'a is gone', b: 'b is gone' });
    }),
  );
});

import { defer, map, merge, type Observable, Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { type BeamChat, type ChatMessage, messages$, type Status } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** The lines of a chat: each message once, a notice where messages may be missing, and one for those that are gone. */
const lines = (chat: BeamChat): Observable<string> =>
  defer(() => {
    const notices$ = new Subject<string>();
    const missed$ = messages$(chat, {
      onGap: ({ cause }) => notices$.next(`gap: ${cause}`),
      onRemoved: ({ ids }) => notices$.next(`gone: ${ids.join()}`),
    });
    // The notices first: a gap is reported before the messages behind it come.
    return merge(notices$, missed$.pipe(map(({ id }) => id)));
  });

const status: Record<string, Partial<Status>> = { c: { state: 'connected' }, r: { state: 'reconnecting' } };
const messages = Object.fromEntries([...'abcdxy'].map(id => [id, chatMessage('ada', '', { id })]));
const history = (ids: string) => [...ids].map(id => messages[id] as ChatMessage);

describe('a gap', () => {
  it(
    'that a lost connection leaves is filled from the history, in order, and no message is emitted twice',
    marbles(m => {
      const histories = [history('a'), history('abc')];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c-----', status),
        events: { ChatMessage: m.hot('---b-------d-----', messages) },
        replies: { history: () => m.cold('--h', { h: histories.shift() ?? [] }) },
      });
      m.expect(lines(chat)).toBeObservable('---b--------(cd)');
    }),
  );

  it(
    'that the history does not fill is reported before the messages behind it',
    marbles(m => {
      const histories = [history('a'), history('xy')];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c-----', status),
        events: { ChatMessage: m.hot('---b-------------', messages) },
        replies: { history: () => m.cold('--h', { h: histories.shift() ?? [] }) },
      });
      m.expect(lines(chat)).toBeObservable('---b--------(gxy)', { b: 'b', g: 'gap: too-long', x: 'x', y: 'y' });
    }),
  );

  it(
    'is reported when the server refuses the history; the messages go on, and the next session is asked',
    marbles(m => {
      const replies = [
        m.cold('--h', { h: history('a') }),
        m.cold('--#', {}, 'UACCESS'),
        m.cold('--h', { h: history('abcd') }),
      ];
      const chat = new ChatDouble({
        status$: m.hot('  c----r----c----r--c-----', status),
        events: { ChatMessage: m.hot('---b----------c---------', messages) },
        replies: { history: () => replies.shift() ?? [] },
      });
      m.expect(lines(chat)).toBeObservable('---b--------g-c-----d', { b: 'b', c: 'c', d: 'd', g: 'gap: refused' });
    }),
  );

  it(
    'hides no deletion: a message that vanished meanwhile is reported',
    marbles(m => {
      const histories = [history('a'), history('ac')];
      const chat = new ChatDouble({
        status$: m.hot('  c-----r---c-----', status),
        events: { ChatMessage: m.hot('---bc------------', messages) },
        replies: { history: () => m.cold('--h', { h: histories.shift() ?? [] }) },
      });
      m.expect(lines(chat)).toBeObservable('---bc-------g', { b: 'b', c: 'c', g: 'gone: b' });
    }),
  );
});

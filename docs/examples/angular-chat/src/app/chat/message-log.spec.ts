import { ChatDouble } from 'rx-beam/testing';
import { map, NEVER, type Observable } from 'rxjs';
import { marbles } from '../../testing/marbles';
import { said } from '../../testing/said';
import { shown } from '../../testing/shown';
import type { Log } from './line';
import { messageLog } from './message-log';

const ada = { user_name: 'ada', user_id: 7, user_roles: ['Owner'] };
const words = (log$: Observable<Log>) => log$.pipe(map(shown));

describe('messageLog', () => {
  it(
    'is the history, and then what is said',
    marbles(({ hot, cold, expectObservable }) => {
      const chat = new ChatDouble({
        replies: { history: cold('         -h   ', { h: [said('a'), said('b')] }) },
        events: { ChatMessage: hot('       ---c-d', { c: said('c'), d: said('d') }) },
      });
      expectObservable(words(messageLog(chat, NEVER))).toBe('01-2-3', ['', 'a b', 'a b c', 'a b c d']);
    }),
  );

  it(
    'asks again on each connection, and puts what was missed in its place',
    marbles(({ hot, expectObservable }) => {
      const answers = [[said('a')], [said('a'), said('b'), said('c')]];
      const chat = new ChatDouble({
        replies: { history: () => answers.shift() ?? [] },
        status$: hot('                     -u---d---u', { u: { state: 'connected' }, d: { state: 'reconnecting' } }),
        events: { ChatMessage: hot('       ---c', { c: said('c') }) },
      });
      expectObservable(words(messageLog(chat, NEVER))).toBe('01-2-----3', ['', 'a', 'a c', 'a b c']);
    }),
  );

  it(
    'has once what comes twice, as an event and as the reply to who said it',
    marbles(({ hot, expectObservable }) => {
      const chat = new ChatDouble({
        replies: { history: NEVER },
        events: { ChatMessage: hot('--a   ', { a: said('a') }) },
      });
      const sent$ = hot('           -a--w', { a: said('a'), w: said('w') });
      expectObservable(words(messageLog(chat, sent$))).toBe('011-2', ['', 'a', 'a w']);
    }),
  );

  it(
    'loses what is deleted, purged and cleared, and says so',
    marbles(({ hot, expectObservable }) => {
      const messages = { a: said('a'), b: said('b', 'bob', 8), c: said('c', 'bob', 8) };
      const chat = new ChatDouble({
        replies: { history: NEVER },
        events: {
          ChatMessage: hot('               -abc', messages),
          DeleteMessage: hot('             ----b', { b: { id: 'b' } }),
          PurgeMessage: hot('              -----p', { p: { user_id: 8, moderator: ada } }),
          ClearMessages: hot('             ------c', { c: { clearer: ada } }),
        },
      });
      expectObservable(words(messageLog(chat, NEVER))).toBe('0123456', [
        '',
        'a',
        'a b',
        'a b c',
        'a c',
        'a [ada removed what bob wrote]',
        '[ada cleared the chat]',
      ]);
    }),
  );
});

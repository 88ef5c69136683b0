import { distinctUntilChanged, type Observable, scan, startWith, switchMap } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat } from '../../lib/index.js';
import { ChatDouble, chatMessage } from '../../lib/testing/index.js';

/** The number of messages since the reader last looked; 0 while they look. */
const unread = (chat: BeamChat, looking$: Observable<boolean>): Observable<number> =>
  looking$.pipe(
    switchMap(looking =>
      looking
        ? [0]
        : chat.events$('ChatMessage').pipe(
            scan(count => count + 1, 0),
            startWith(0),
          ),
    ),
    distinctUntilChanged(),
  );

describe('unread messages', () => {
  it(
    'are counted while the reader looks away',
    marbles(m => {
      const messages = m.hot('   -m--m-m--m-m', { m: chatMessage('ada', 'hi') });
      const looking = m.hot('    y--n----y-----', { y: true, n: false });
      const chat = new ChatDouble({ events: { ChatMessage: messages } });
      m.expect(unread(chat, looking)).toBeObservable('0---1-2-0', { 0: 0, 1: 1, 2: 2 });
      m.expect(messages).toHaveSubscriptions('   ---^----!');
    }),
  );
});

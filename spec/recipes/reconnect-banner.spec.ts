import { asyncScheduler, distinctUntilChanged, map, type Observable, of, switchMap, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, Status } from '../../lib/index.js';
import { ChatDouble } from '../../lib/testing/index.js';

/** The text of a banner: empty while connected, a countdown while the client waits for its next attempt. */
const banner = (chat: BeamChat): Observable<string> =>
  chat.status$.pipe(
    switchMap(({ state, retryAt }) => {
      if (state !== 'connecting' && state !== 'reconnecting') return of('');
      if (retryAt === undefined) return of('connecting …');
      return timer(0, 1_000).pipe(
        map(() => `again in ${Math.max(0, Math.ceil((retryAt - asyncScheduler.now()) / 1_000))} s`),
      );
    }),
    distinctUntilChanged(),
  );

describe('a reconnect banner', () => {
  it(
    'counts down while the client waits',
    marbles(m => {
      const status: Record<string, Partial<Status>> = {
        c: { state: 'connected' },
        w: { state: 'reconnecting', retryAt: 4_500 },
        d: { state: 'reconnecting' },
      };
      const chat = new ChatDouble({ status$: m.hot('c 1999ms w 2499ms d-d 997ms c', status) });
      m.expect(banner(chat)).toBeObservable('       n 1999ms 3 999ms 2 999ms 1 499ms d 999ms n', {
        n: '',
        3: 'again in 3 s',
        2: 'again in 2 s',
        1: 'again in 1 s',
        d: 'connecting …',
      });
    }),
  );
});

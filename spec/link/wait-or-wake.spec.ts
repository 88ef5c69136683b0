import { concat, NEVER, of } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { waitOrWake } from '../../lib/link/wait-or-wake.js';
import { play, sleepyClock } from '../kit/session-kit/play.js';

describe('waitOrWake', () => {
  it(
    'R4: waits',
    marbles(m => {
      m.expect(waitOrWake(5, NEVER)).toBeObservable('5ms (o|)', { o: 0 });
    }),
  );

  it(
    'R8: is woken',
    marbles(m => {
      const wake$ = m.hot('--w-w');
      m.expect(waitOrWake(5, wake$)).toBeObservable('--(w|)', { w: -3 });
      m.expect(wake$).toHaveSubscriptions('^-!');
    }),
  );

  it(
    'R8: is not woken by what was replayed to it, nor by a wake$ that completes',
    marbles(m => {
      m.expect(waitOrWake(5, concat(of('replayed'), NEVER))).toBeObservable('5ms (o|)', { o: 0 });
      m.expect(waitOrWake(5, m.cold('-|'))).toBeObservable('5ms (o|)', { o: 0 });
    }),
  );

  it(
    'R45: says how late it is, after the machine slept',
    marbles(m => {
      const clock = sleepyClock(m);
      play(m, '--s', { s: () => clock.sleep(60_000) });
      m.expect(waitOrWake(5, NEVER)).toBeObservable('5ms (o|)', { o: 60_000 });
    }),
  );

  it(
    'R27: leaves no timer when it is unsubscribed, and passes an error on',
    marbles(m => {
      m.expect(waitOrWake(5, NEVER), '^-!').toBeObservable('---');
      m.expect(waitOrWake(5, m.cold('-#'))).toBeObservable('-#');
    }),
  );
});

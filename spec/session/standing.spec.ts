import type { Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { standing } from '../../lib/session/standing.js';
import { FakeDesk } from '../kit/session-kit/fake-desk.js';

const join = { endpoints: [] };
const papers = (optOuts$: Observable<unknown>, auth$: Observable<boolean>) => ({
  optOuts: { apply: () => optOuts$ as Observable<never> },
  credentials: { authenticate: () => auth$ },
});
const user = { y: true, n: false };

describe('standing', () => {
  const desk = new FakeDesk();

  it(
    'R2: opts out first, then authenticates, and emits whether as a user',
    marbles(m => {
      const optOuts$ = m.cold('---|');
      const optSubs = '        ^--!';
      const auth$ = m.cold('      --(y|)', user);
      const authSubs = '       ---^-!';
      const expected = '       -----(y|)';
      m.expect(standing(desk, join, papers(optOuts$, auth$))).toBeObservable(expected, user);
      m.expect(optOuts$).toHaveSubscriptions(optSubs);
      m.expect(auth$).toHaveSubscriptions(authSubs);
    }),
  );

  it(
    'needs neither',
    marbles(m => {
      m.expect(standing(desk, join, papers(m.cold('|'), m.cold('(n|)', user)))).toBeObservable('(n|)', user);
    }),
  );

  it(
    'does not authenticate before the opt-outs are answered',
    marbles(m => {
      const optOuts$ = m.cold('-----');
      const subs = '           ^---!';
      const auth$ = m.cold('   (y|) ', user);
      m.expect(standing(desk, join, papers(optOuts$, auth$)), subs).toBeObservable('-----');
      m.expect(optOuts$).toHaveSubscriptions(subs);
      m.expect(auth$).toHaveSubscriptions([]);
    }),
  );

  it(
    'fails with either, and does not authenticate after failed opt-outs',
    marbles(m => {
      const never$ = m.cold('(y|)', user);
      m.expect(standing(desk, join, papers(m.cold('--#'), never$))).toBeObservable('--#');
      m.expect(never$).toHaveSubscriptions([]);
      m.expect(standing(desk, join, papers(m.cold('-|'), m.cold('-#')))).toBeObservable('--#');
    }),
  );

  it(
    'unsubscribed early, it gives up authenticating',
    marbles(m => {
      const auth$ = m.cold('-----(y|)', user);
      const subs = '        ^--!';
      m.expect(standing(desk, join, papers(m.cold('|'), auth$)), subs).toBeObservable('----');
      m.expect(auth$).toHaveSubscriptions(subs);
    }),
  );
});

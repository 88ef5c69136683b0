import { marbles } from 'rxjs-marbles/mocha/index.js';
import { swapPairs } from '../../lib/server/swap-pairs.js';

describe('swapPairs', () => {
  it(
    'lets each second value overtake the first',
    marbles(m => {
      const source = m.hot('  a-b-----c---d----|');
      const subs = '          ^----------------!';
      const expected = '      --(ba)------(dc)-|';
      m.expect(source.pipe(swapPairs(() => 9))).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subs);
    }),
  );

  it(
    'waits no longer than its patience',
    marbles(m => {
      const source = m.hot('  a-----b---c-----|');
      const expected = '      ---a-----b---c--|';
      m.expect(source.pipe(swapPairs(() => 3))).toBeObservable(expected);
    }),
  );

  it(
    'passes values as they come without a patience, and with the next lets go of one held before',
    marbles(m => {
      const patience = [9, undefined, undefined];
      const source = m.hot('  a-b-----c|');
      const expected = '      --(ba)--c|';
      m.expect(source.pipe(swapPairs(() => patience.shift()))).toBeObservable(expected);
    }),
  );

  it(
    'loses nothing at the end, and lets an error through at once',
    marbles(m => {
      const source = m.hot('  a-|');
      const expected = '      --(a|)';
      m.expect(source.pipe(swapPairs(() => 9))).toBeObservable(expected);
      m.expect(m.hot('|').pipe(swapPairs(() => 9))).toBeObservable('|');
      m.expect(m.hot('-').pipe(swapPairs(() => 9))).toBeObservable('-');
      m.expect(m.hot('a-#').pipe(swapPairs(() => 9))).toBeObservable('--#');
    }),
  );

  it(
    'ends its waiting with its subscription',
    marbles(m => {
      const source = m.hot('a----');
      m.expect(source.pipe(swapPairs(() => 3)), '^-!').toBeObservable('--');
      m.expect(source).toHaveSubscriptions('^-!');
    }),
  );
});

import { marbles } from 'rxjs-marbles/mocha/index.js';
import { swapPairs } from '../../lib/server/swap-pairs.js';

describe('swapPairs', () => {
  it(
    'swaps the values of each pair',
    marbles(m => {
      const source = m.hot('  a-b-----c---d----|');
      const subs = '          ^----------------!';
      const expected = '      --(ba)------(dc)-|';
      m.expect(source.pipe(swapPairs(() => 9))).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subs);
    }),
  );

  it(
    'emits a value without a partner after maxWaitMs',
    marbles(m => {
      const source = m.hot('  a-----b---c-----|');
      const expected = '      ---a-----b---c--|';
      m.expect(source.pipe(swapPairs(() => 3))).toBeObservable(expected);
    }),
  );

  it(
    'passes values while maxWaitMs is undefined, and releases a held one with the next',
    marbles(m => {
      const waits = [9, undefined, undefined];
      const source = m.hot('  a-b-----c|');
      const expected = '      --(ba)--c|';
      m.expect(source.pipe(swapPairs(() => waits.shift()))).toBeObservable(expected);
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
    'stops its timers when unsubscribed',
    marbles(m => {
      const source = m.hot('a----');
      m.expect(source.pipe(swapPairs(() => 3)), '^-!').toBeObservable('--');
      m.expect(source).toHaveSubscriptions('^-!');
    }),
  );
});

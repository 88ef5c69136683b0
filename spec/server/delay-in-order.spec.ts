import { marbles } from 'rxjs-marbles/mocha/index.js';
import { delayInOrder } from '../../lib/server/delay-in-order.js';

describe('delayInOrder', () => {
  it(
    'delays each value by its own delay, and keeps the order',
    marbles(m => {
      const delays = [4, 1, 0, 0];
      const source = m.hot('  abc------d|  ');
      const subs = '          ^---------!  ';
      const expected = '      ----(abc)d|  ';
      m.expect(source.pipe(delayInOrder(() => delays.shift() ?? 0))).toBeObservable(expected);
      m.expect(source).toHaveSubscriptions(subs);
    }),
  );

  it(
    'adds latency, not spacing',
    marbles(m => {
      const source = m.hot('  abc-----d---|');
      const expected = '      ---abc-----d|';
      m.expect(source.pipe(delayInOrder(() => 3))).toBeObservable(expected);
    }),
  );

  it(
    'passes in the same frame without a delay, as well as empty, never and error',
    marbles(m => {
      const same = delayInOrder<string>(() => 0);
      m.expect(m.hot('ab-c|').pipe(same)).toBeObservable('ab-c|');
      m.expect(m.hot('|').pipe(same)).toBeObservable('|');
      m.expect(m.hot('-').pipe(same)).toBeObservable('-');
      m.expect(m.hot('a#').pipe(same)).toBeObservable('a#');
    }),
  );

  it(
    'stops its timers when unsubscribed',
    marbles(m => {
      const source = m.hot('ab---');
      m.expect(source.pipe(delayInOrder(() => 3)), '^--!').toBeObservable('---');
      m.expect(source).toHaveSubscriptions('^--!');
    }),
  );
});

import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { HeldAddresses, retryAfterOf } from '../../lib/link/held-addresses.js';
import { play } from '../kit/session-kit/play.js';

describe('HeldAddresses', () => {
  it(
    'R4: an address is held for as long as its server asked, and others are not',
    marbles(m => {
      const held = new HeldAddresses();
      const left: number[] = [];
      const steps = {
        h: () => held.hold('a', 10),
        n: () => left.push(held.left('a'), held.left('b')),
      };
      play(m, 'n(hn) 3ms n 3ms n', steps);
      m.flush();
      expect(left).to.deep.equal([0, 0, 10, 0, 3, 0, 0, 0]);
    }),
  );

  it(
    'R4: all of a list are held until the first may be dialled, which the newest answer of each decides',
    marbles(m => {
      const held = new HeldAddresses();
      expect(held.untilFirst(['a', 'b'])).to.equal(0);
      held.hold('a', 10);
      expect(held.untilFirst(['a', 'b'])).to.equal(0);
      held.hold('b', 30);
      held.hold('a', 50);
      expect(held.untilFirst(['a', 'b'])).to.equal(30);
      m.flush();
    }),
  );
});

describe('retryAfterOf', () => {
  const errors: [error: unknown, ms: number][] = [
    [{ retryAfter: 300 }, 300],
    [{ retryAfter: 5_000 }, 1_000],
    [{ retryAfter: Number.POSITIVE_INFINITY }, 1_000],
    [{ retryAfter: -5 }, 0],
    [{ retryAfter: Number.NaN }, 0],
    [{ retryAfter: '300' }, 0],
    [new Error('without'), 0],
    [null, 0],
    ['lost', 0],
  ];
  for (const [index, [error, ms]] of errors.entries()) {
    it(`R4: takes no more than the longest wait from an error: ${index}`, () => {
      expect(retryAfterOf(error, 1_000)).to.equal(ms);
    });
  }
});

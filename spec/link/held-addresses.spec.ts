import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ConnectionError } from '../../lib/errors.js';
import { HeldAddresses, retryAfterOf } from '../../lib/link/held-addresses.js';

const [A, B] = ['ws://a', 'ws://b'];

describe('HeldAddresses', () => {
  it('R4: holds nothing at first', () => {
    const held = new HeldAddresses();
    expect(held.left(A)).to.equal(0);
    expect(held.untilFirst([A, B])).to.equal(0);
  });

  it(
    'R4: holds an address until its time is over, and no other',
    marbles(m => {
      const held = new HeldAddresses();
      held.hold(A, 30);
      const left: [number, number][] = [];
      for (const at of [0, 29, 30, 31]) m.scheduler.schedule(() => left.push([held.left(A), held.left(B)]), at);
      m.flush();
      expect(left).to.deep.equal([
        [30, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ]);
    }),
  );

  it(
    'R4: what a server asks later replaces what it asked before',
    marbles(m => {
      const held = new HeldAddresses();
      held.hold(A, 30);
      m.scheduler.schedule(() => held.hold(A, 5), 10);
      let left = -1;
      m.scheduler.schedule(() => {
        left = held.left(A);
      }, 12);
      m.flush();
      expect(left).to.equal(3);
    }),
  );

  it('R4: says when the first address of a list may be dialled: at once if one is not held', () => {
    const held = new HeldAddresses();
    held.hold(A, 60_000);
    expect(held.untilFirst([A, B])).to.equal(0);
    held.hold(B, 30_000);
    expect(held.untilFirst([A, B]))
      .to.be.above(29_000)
      .and.at.most(30_000);
    expect(held.untilFirst([A])).to.be.above(59_000);
  });
});

describe('retryAfterOf', () => {
  const cases: [title: string, error: unknown, ms: number][] = [
    ['a ConnectionError with one', new ConnectionError('503', { retryAfter: 20 }), 20],
    ['one that is over the maximum', new ConnectionError('503', { retryAfter: 3_600_000 }), 40],
    ['a ConnectionError without', new ConnectionError('503'), 0],
    ['one that is 0', { retryAfter: 0 }, 0],
    ['one that is negative', { retryAfter: -1 }, 0],
    ['one that is NaN', { retryAfter: Number.NaN }, 0],
    ['one that is a text', { retryAfter: '20' }, 0],
    ['a text', 'down', 0],
    ['null', null, 0],
    ['undefined', undefined, 0],
  ];
  for (const [title, error, ms] of cases) {
    it(`R4: of ${title} is ${ms} ms, at most 40`, () => expect(retryAfterOf(error, 40)).to.equal(ms));
  }
});

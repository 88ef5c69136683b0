import { expect } from 'chai';
import fc from 'fast-check';
import { AbandonedIds } from '../../lib/protocol/abandoned-ids.js';

const filled = (...ids: number[]): AbandonedIds => {
  const abandoned = new AbandonedIds();
  for (const id of ids) abandoned.add(id);
  return abandoned;
};

describe('AbandonedIds', () => {
  it('R22: has each id once, whatever the order in which they come and go', () => {
    const orders: number[][] = [
      [1, 2, 3],
      [3, 2, 1],
      [1, 3, 2],
      [3, 1, 2],
    ];
    for (const order of orders) {
      const abandoned = filled(...order);
      for (const id of [2, 1, 3]) {
        expect(abandoned.delete(id), `${id} of ${order}`).to.equal(true);
        expect(abandoned.delete(id), `${id} of ${order}, again`).to.equal(false);
      }
    }
  });

  it('R22: has no id that was not given', () => {
    const abandoned = filled(5, 6, 7, 20);
    for (const id of [4, 8, 19, 21, 0, -1, 5.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(abandoned.delete(id), String(id)).to.equal(false);
    }
  });

  it('R22: a reply with the id as a text, or none, is not of them', () => {
    const abandoned = filled(5);
    for (const id of ['5', [5], { id: 5 }, true, null, undefined, 5n]) {
      expect(abandoned.delete(id), typeof id).to.equal(false);
    }
    expect(abandoned.delete(5)).to.equal(true);
  });

  it('behaves like a Set of numbers', () => {
    const id = fc.nat({ max: 30 });
    const step = fc.record({ does: fc.constantFrom('add', 'delete'), id });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), steps => {
        const abandoned = new AbandonedIds();
        const model = new Set<number>();
        for (const { does, id: each } of steps) {
          if (does === 'delete') expect(abandoned.delete(each)).to.equal(model.delete(each));
          // An id is abandoned once.
          else if (!model.has(each)) {
            abandoned.add(each);
            model.add(each);
          }
        }
        for (let each = 0; each <= 30; each += 1) expect(abandoned.delete(each), `${each}`).to.equal(model.has(each));
      }),
    );
  });

  it('R27: a server that answers none of many calls costs nothing more, and all are still known', () => {
    const abandoned = new AbandonedIds();
    for (let id = 0; id < 100_000; id += 1) abandoned.add(id);
    for (const id of [0, 50_000, 99_999]) expect(abandoned.delete(id)).to.equal(true);
    expect(abandoned.delete(100_000)).to.equal(false);
  });

  it('R27: ids apart from each other are bounded in number: the oldest are forgotten', () => {
    const abandoned = new AbandonedIds();
    for (let n = 0; n < 1_025; n += 1) abandoned.add(2 * n);
    expect(abandoned.delete(0)).to.equal(false);
    for (const n of [1, 512, 1_024]) expect(abandoned.delete(2 * n), `${2 * n}`).to.equal(true);
  });
});

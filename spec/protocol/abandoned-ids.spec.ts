import { expect } from 'chai';
import fc from 'fast-check';
import { AbandonedIds } from '../../lib/protocol/abandoned-ids.js';

describe('AbandonedIds', () => {
  it('R22: behaves as a Set of numbers, in whatever order ids come and go', () => {
    const id = fc.integer({ min: 0, max: 30 });
    const step = fc.record({ does: fc.constantFrom('add', 'delete'), id });
    const property = fc.property(fc.array(step, { maxLength: 100 }), steps => {
      const [ids, model] = [new AbandonedIds(), new Set<number>()];
      for (const { does, id: each } of steps) {
        if (does === 'delete') expect(ids.delete(each)).to.equal(model.delete(each));
        // An id is used once, and so abandoned once.
        else if (!model.has(each)) {
          model.add(each);
          ids.add(each);
        }
      }
      for (let each = -1; each <= 31; each += 1) expect(ids.delete(each)).to.equal(model.delete(each));
    });
    fc.assert(property);
  });

  it('R22: finds an id by exactly the number that was sent', () => {
    const ids = new AbandonedIds();
    for (const id of [1, 2, 3]) ids.add(id);
    expect(['2', 1.5, Number.NaN, null, undefined, {}].map(each => ids.delete(each))).to.deep.equal(
      Array(6).fill(false),
    );
    expect(ids.delete(2)).to.equal(true);
  });

  it('R20, R27: forgets no id of one range, and of very many ranges the oldest', () => {
    const row = new AbandonedIds();
    for (let id = 0; id < 100_000; id += 1) row.add(id);
    expect([row.delete(0), row.delete(99_999)]).to.deep.equal([true, true]);
    const gaps = new AbandonedIds();
    for (let id = 0; id < 4_000; id += 2) gaps.add(id);
    expect([gaps.delete(0), gaps.delete(3_998)]).to.deep.equal([false, true]);
  });
});

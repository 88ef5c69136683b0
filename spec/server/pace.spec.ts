import { expect } from 'chai';
import { Pace } from '../../lib/server/pace.js';

describe('a pace', () => {
  it('keeps a gap per user, from what passed', () => {
    const pace = new Pace(500);
    expect([0, 499, 500, 999, 1000].map(now => pace.pass(7, now))).to.deep.equal([true, false, true, false, true]);
    expect(pace.pass(8, 1000)).to.equal(true);
  });

  it('of nothing lets all pass', () => {
    const pace = new Pace(0);
    expect([0, 0].map(now => pace.pass(7, now))).to.deep.equal([true, true]);
  });

  it('still knows its newest when there are many', () => {
    const pace = new Pace(500);
    for (let id = 1; id <= 1000; id += 1) pace.pass(id, 0);
    expect(pace.pass(1001, 499)).to.equal(true);
    expect(pace.pass(1, 499)).to.equal(false);
    expect(pace.pass(1001, 600)).to.equal(false);
  });
});

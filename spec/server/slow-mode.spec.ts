import { expect } from 'chai';
import { SlowMode } from '../../lib/server/slow-mode.js';

describe('SlowMode', () => {
  it('enforces a gap per user, counted from the last message that was allowed', () => {
    const slowMode = new SlowMode(500);
    expect([0, 499, 500, 999, 1000].map(now => slowMode.tryMessage(7, now))).to.deep.equal([
      true,
      false,
      true,
      false,
      true,
    ]);
    expect(slowMode.tryMessage(8, 1000)).to.equal(true);
  });

  it('allows every message with a gap of 0', () => {
    const slowMode = new SlowMode(0);
    expect([0, 0].map(now => slowMode.tryMessage(7, now))).to.deep.equal([true, true]);
  });

  it('keeps the gaps that are not over when it sweeps', () => {
    const slowMode = new SlowMode(500);
    for (let id = 1; id <= 1000; id += 1) slowMode.tryMessage(id, 0);
    expect(slowMode.tryMessage(1001, 499)).to.equal(true);
    expect(slowMode.tryMessage(1, 499)).to.equal(false);
    expect(slowMode.tryMessage(1001, 600)).to.equal(false);
  });
});

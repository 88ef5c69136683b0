import { expect } from 'chai';
import { RecentIds } from '../../lib/server/recent-ids.js';

describe('recent ids', () => {
  it('go once', () => {
    const ids = new RecentIds();
    ids.add('a');
    expect([ids.delete('b'), ids.delete('a'), ids.delete('a')]).to.deep.equal([false, true, false]);
  });

  it('are a thousand at most', () => {
    const ids = new RecentIds();
    for (let n = 0; n <= 1000; n += 1) ids.add(`${n}`);
    expect([ids.delete('0'), ids.delete('1'), ids.delete('1000')]).to.deep.equal([false, true, true]);
  });
});

import { expect } from 'chai';
import { Quota } from '../../lib/server/quota.js';

describe('a quota', () => {
  it('is for each second', () => {
    const quota = new Quota(2);
    expect([5000, 5001, 5999, 6000, 6001, 6002].map(now => quota.take(now))).to.deep.equal([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

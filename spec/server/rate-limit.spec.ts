import { expect } from 'chai';
import { RateLimit } from '../../lib/server/rate-limit.js';

describe('RateLimit', () => {
  it('counts the calls of each second', () => {
    const rateLimit = new RateLimit(2);
    expect([5000, 5001, 5999, 6000, 6001, 6002].map(now => rateLimit.tryCall(now))).to.deep.equal([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

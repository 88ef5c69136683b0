import { expect } from 'chai';
import { chaos } from './chaos.js';
import { freshSeed } from './prng.js';
import { isGood, report } from './report.js';

const SECONDS = 5;

describe('chaos', function () {
  this.timeout(30_000);

  it('R6 R12 R13 R14 R16 R18 R27: no call hangs, is sent twice or out of order, or has a wrong outcome, and nothing is left', async () => {
    const seed = freshSeed();
    const result = await chaos(seed, SECONDS);
    expect(isGood(result), `seed ${seed}\n${report(result)}`).to.equal(true);
    expect(result.tally.answered, `seed ${seed}`).to.be.greaterThan(0);
  });
});

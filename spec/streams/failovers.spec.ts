import { expect } from 'chai';
import { freshSeed } from '../chaos/prng.js';
import { runFailovers } from './failover-run.js';

const FAILOVERS = 20;

describe('messages$ over real sockets', function () {
  this.timeout(30_000);

  it('R40–R42: over failovers, with deletions, purges and clears, it is what the server has: all of it, once, in order', async () => {
    const seed = freshSeed();
    const { faults, gaps, emitted } = await runFailovers(FAILOVERS, seed);
    expect(faults, `seed ${seed}`).to.deep.equal([]);
    expect(
      gaps.filter(cause => cause !== 'too-long'),
      `seed ${seed}`,
    ).to.deep.equal([]);
    expect(emitted, `seed ${seed}`).to.be.greaterThan(FAILOVERS);
  });
});

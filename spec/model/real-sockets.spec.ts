import { expect } from 'chai';
import fc from 'fast-check';
import { livePlay, playLive } from './live-world.js';
import { holds } from './replay.js';

const RUNS = 30;

describe('BeamChat against the model, over real sockets', () => {
  it('R3, R9, R12–R18, R27: whatever the servers do, calls settle once and truly, and the client comes back', async () => {
    await holds(
      fc.asyncProperty(livePlay, async play => {
        const auditor = await playLive(play);
        auditor.verdict();
        expect(auditor.live()).to.deep.equal([]);
      }),
      RUNS,
    );
  }).timeout(600_000);
});

import fc from 'fast-check';
import { PLAIN_SETTING, PLAYS } from './plays.js';
import { holds } from './replay.js';
import { play } from './steps.js';
import { playInVirtualTime } from './virtual-world.js';

const RUNS = 1_500;

describe('BeamChat against a model, in virtual time', () => {
  it('R6, R9, R12–R18, R22, R25, R27, R29: whatever happens, in whatever order, every rule of calls and sockets holds', async () => {
    await holds(
      fc.asyncProperty(play, async ({ setting, steps }) => {
        const world = await playInVirtualTime(setting, steps);
        world.auditor.verdict();
      }),
      RUNS,
    );
  }).timeout(600_000);

  for (const { name, steps, setting } of PLAYS) {
    it(name, async () => {
      const world = await playInVirtualTime({ ...PLAIN_SETTING, ...setting }, steps);
      world.auditor.verdict();
    });
  }
});

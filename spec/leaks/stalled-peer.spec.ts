import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SCRIPT = new URL('stalled-peer.ts', import.meta.url).pathname;
const TIMEOUT_MS = 60_000;
const CALLS = 3_000;

/** What so many calls of 16 kB cost while a peer reads nothing. */
const measure = async (highWater: number, limit: number) => {
  const flags = ['--expose-gc', '--import=tsx/esm', '--conditions=rx-beam-source'];
  const { stdout } = await run(process.execPath, [...flags, SCRIPT, ...[CALLS, highWater, limit].map(String)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  return JSON.parse(stdout) as { sent: number; rejected: number; mb: number };
};

describe('a peer that stops reading', function () {
  this.timeout(2 * TIMEOUT_MS);

  it('R47: costs no more than highWater, what the system buffers, and the spool', async () => {
    const { sent, rejected, mb } = await measure(1_000_000, 100);
    expect(sent + rejected).to.equal(CALLS - 100);
    expect(mb).to.be.below(10);
  });

  it('R47: costs all that was sent without highWater, so that the figure above can fail', async () => {
    const { sent, mb } = await measure(Number.POSITIVE_INFINITY, 100);
    expect(sent).to.equal(CALLS);
    expect(mb).to.be.above(30);
  });
});

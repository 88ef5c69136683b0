import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SCRIPT = new URL('idle-client.ts', import.meta.url).pathname;
const TIMEOUT_MS = 120_000;
/** What 0.1.0 took with Node 20, its socket included, in bytes: the median of 300 clients each, ±100 from run to run. */
const MEASURED = 14_400;
const TOLERANCE = 1_024;

describe('a client that is connected and has nothing to do', function () {
  this.timeout(TIMEOUT_MS);

  it('holds little more heap than it did at 0.1.0', async () => {
    const flags = ['--expose-gc', '--import=tsx/esm', '--conditions=rx-beam-source'];
    const { stdout } = await run(process.execPath, [...flags, SCRIPT], {
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const bytes = JSON.parse(stdout) as number;
    expect(bytes).to.be.within(1_000, MEASURED + TOLERANCE);
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SCRIPT = new URL('idle-client.ts', import.meta.url).pathname;
const TIMEOUT_MS = 120_000;
/** The heap of a client of 0.1.0 with Node 20, socket included, in bytes: the median of rounds of 300 clients, ±100 between runs. */
const MEASURED = 14_400;
const TOLERANCE = 1_024;

describe('an idle connected client', function () {
  this.timeout(TIMEOUT_MS);

  it('uses little more heap than at 0.1.0', async () => {
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

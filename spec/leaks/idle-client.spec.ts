import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SCRIPT = new URL('idle-client.ts', import.meta.url).pathname;
const TIMEOUT_MS = 120_000;
/** In bytes of heap, with Node 20, over a socket that has none itself. It was 9,350 when this was written, ±100 between runs. */
const LIMIT = 10 * 1_024;

describe('an idle connected client', function () {
  this.timeout(TIMEOUT_MS);

  it('uses no more heap than 10 KiB, the socket not counted', async () => {
    const flags = ['--expose-gc', '--import=tsx/esm'];
    const { stdout } = await run(process.execPath, [...flags, SCRIPT], {
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const bytes = JSON.parse(stdout) as number;
    expect(bytes).to.be.within(1_000, LIMIT);
  });
});

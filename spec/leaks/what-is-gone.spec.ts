import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';

const run = promisify(execFile);
const SCRIPT = new URL('what-is-gone.ts', import.meta.url).pathname;
const TIMEOUT_MS = 60_000;

describe('a client', function () {
  this.timeout(TIMEOUT_MS);

  it('R27: keeps nothing of connections that are gone: neither sockets nor join replies', async () => {
    const flags = ['--expose-gc', '--import=tsx/esm', '--conditions=rx-beam-source'];
    const { stdout } = await run(process.execPath, [...flags, SCRIPT], {
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    expect(JSON.parse(stdout)).to.deep.equal({
      'a loss': 0,
      'close() while connected': 0,
      'close() after dials that failed': 0,
    });
  });
});

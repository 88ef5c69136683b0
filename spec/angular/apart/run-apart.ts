import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const SOURCES = ['--import', 'tsx/esm', '--conditions', 'rx-beam-source'];

/** Runs the specs of a file beside this one in a process of its own, since they change all of it; gives what it says. */
export const runApart = async (name: string): Promise<string> => {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await run(
    process.execPath,
    [...SOURCES, MOCHA, '--no-config', '--exit', '--timeout', '10000', file],
    {
      timeout: 60_000,
    },
  ).catch((error: { stdout: string }) => error);
  return stdout;
};

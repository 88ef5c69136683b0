import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOCHA = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const SOURCES = ['--import', 'tsx/esm', '--conditions', 'rx-beam-source'];

/** Runs a spec file of this folder in its own process, since it patches globals. Returns what mocha printed. */
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

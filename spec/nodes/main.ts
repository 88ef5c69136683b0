// `npm run test:nodes -- [--quick] [VERSION …]`: the specs with other versions of Node, which npm installs into a temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../kit/consumer.js';

const VERSIONS = ['20.19', '22', '24', '26'];
/** Without child processes and installations: what differs between versions of Node is in the client and its sockets. */
const QUICK =
  'spec/{beam,client,fuzz,json-rpc,link,live,model,protocol,session,streams,testing,text,traffic}/**/*.spec.ts';
/** The longest that all specs may take with one version. */
const TIMEOUT_MS = 600_000;

const { values, positionals } = parseArgs({ options: { quick: { type: 'boolean' } }, allowPositionals: true });

const run = (command: string, args: readonly string[], cwd: string, path = process.env['PATH']): number =>
  spawnSync(command, args, {
    cwd,
    env: { ...process.env, PATH: path },
    stdio: 'inherit',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  }).status ?? 1;

const passesWith = async (version: string, folder: string): Promise<boolean> => {
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const isInstalled = run('npm', ['install', '--no-audit', '--no-fund', `node@${version}`], folder) === 0;
  if (!isInstalled) return false;
  const bin = join(folder, 'node_modules', 'node', 'bin');
  const mocha = [join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--reporter', 'dot'];
  // What a spec starts by name is of this version too.
  const path = [bin, process.env['PATH']].join(delimiter);
  return run(join(bin, 'node'), values.quick ? [...mocha, QUICK] : mocha, ROOT, path) === 0;
};

const folder = await mkdtemp(join(tmpdir(), 'rx-beam-nodes-'));
const results: [version: string, isGood: boolean][] = [];
try {
  for (const version of positionals.length === 0 ? VERSIONS : positionals) {
    results.push([version, await passesWith(version, join(folder, version))]);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const [version, isGood] of results) console.log(`node ${version}: ${isGood ? 'passed' : 'FAILED'}`);
process.exitCode = results.every(([, isGood]) => isGood) ? 0 : 1;

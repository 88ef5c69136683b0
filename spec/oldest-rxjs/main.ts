/**
 * Runs the specs that lean on RxJS most with the oldest RxJS that the package allows: in a copy of the checkout, whose
 * packages are linked but for those that would lead to another RxJS. Given paths of specs, it runs those instead.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { ROOT } from '../kit/consumer.js';

/** Where the client, its streams and virtual time are specified; without the specs that read the docs. */
const SPECS = [
  '*',
  '{link,session,traffic,packet,protocol,client,beam}/**/*',
  'model/virtual-time',
  'orders/*',
  'testing/*',
];
const RULES = ['authentication', 'calls', 'connecting', 'handlers', 'incoming', 'members', 'fault-regressions'];
const WITHOUT = ['spec/house-rules.spec.ts', 'spec/secrets.spec.ts', 'spec/testing/script-format.spec.ts'];
/** The longest that the specs may take. */
const TIMEOUT_MS = 180_000;

const oldest = async (): Promise<string> => {
  const { peerDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    peerDependencies: { rxjs: string };
  };
  return peerDependencies.rxjs.replace('^', '');
};

const run = (command: string, args: readonly string[], cwd: string): number =>
  spawnSync(command, args, { cwd, stdio: 'inherit', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' }).status ?? 1;

/** The packages, linked, with this RxJS among them. */
const link = async (folder: string, version: string): Promise<void> => {
  const from = join(ROOT, 'node_modules');
  const to = join(folder, 'node_modules');
  const alone = join(folder, 'alone');
  await mkdir(to);
  await mkdir(alone);
  await writeFile(join(alone, 'package.json'), '{ "private": true }');
  if (run('npm', ['install', '--no-audit', '--no-fund', `rxjs@${version}`], alone) !== 0) throw new Error('no rxjs');
  await rename(join(alone, 'node_modules', 'rxjs'), join(to, 'rxjs'));
  for (const name of await readdir(from)) {
    if (name === 'rxjs' || name.startsWith('.')) continue;
    // A linked package resolves what it imports from where it really is.
    if (name === 'rxjs-marbles') await cp(join(from, name), join(to, name), { recursive: true });
    else await symlink(join(from, name), join(to, name));
  }
};

const copy = async (folder: string): Promise<void> => {
  const isSource = (path: string) => !/\/(node_modules|bench)(\/|$)/.test(path.slice(ROOT.length - 1));
  for (const name of ['lib', 'spec', 'docs', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true, filter: isSource });
  }
};

const version = await oldest();
const folder = await mkdtemp(join(tmpdir(), 'rx-beam-oldest-rxjs-'));
try {
  await copy(folder);
  await link(folder, version);
  const all = [...SPECS, ...RULES.map(name => `rules/${name}`)].map(name => `spec/${name}.spec.ts`);
  const given = argv.slice(2);
  const flags = ['--no-config', '--parallel', '--jobs', '2', '--timeout', '10000', '--reporter', 'dot'];
  const node = ['--node-option', 'import=tsx/esm', '--node-option', 'conditions=rx-beam-source'];
  const ignored = WITHOUT.flatMap(name => ['--ignore', name]);
  const mocha = join(folder, 'node_modules', 'mocha', 'bin', 'mocha.js');
  process.exitCode = run(
    process.execPath,
    [mocha, ...flags, ...node, ...ignored, ...(given.length === 0 ? all : given)],
    folder,
  );
  process.stdout.write(`with rxjs ${version}: ${process.exitCode === 0 ? 'passed' : 'FAILED'}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

// `npm run test:places -- [NAME …]`: the packed tarball in projects of other runtimes, runners and bundlers, installed from npm.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../kit/consumer.js';

const HERE = join(ROOT, 'spec', 'places');
const SHARED = 'shared';
/** The longest that an installation, or a test, may take. */
const TIMEOUT_MS = 180_000;

interface Manifest {
  readonly scripts: { readonly test: string };
  readonly dependencies?: Readonly<Record<string, string>>;
}

const run = (command: string, args: readonly string[], cwd: string): boolean => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const options = { cwd, env, encoding: 'utf8', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status !== 0) console.error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return status === 0;
};

const pack = async (folder: string): Promise<string> => {
  if (!run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT)) throw new Error('npm pack failed');
  const [tarball] = (await readdir(folder)).filter(name => name.endsWith('.tgz'));
  return join(folder, tarball ?? '');
};

/** Copies a project and what several of them run, adds the package to it, and runs its tests. */
const passesIn = async (name: string, folder: string, tarball: string): Promise<boolean> => {
  for (const from of [SHARED, name]) await cp(join(HERE, from), folder, { recursive: true });
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const dependencies = { ...manifest.dependencies, 'rx-beam': `file:${tarball}`, rxjs: '^7.8.0' };
  await writeFile(file, JSON.stringify({ ...manifest, dependencies }));
  return run('npm', ['install', '--no-audit', '--no-fund'], folder) && run('npm', ['test'], folder);
};

const given = process.argv.slice(2);
const folders = (await readdir(HERE, { withFileTypes: true })).filter(
  entry => entry.isDirectory() && entry.name !== SHARED,
);
const names = given.length === 0 ? folders.map(entry => entry.name) : given;
const folder = await mkdtemp(join(tmpdir(), 'rx-beam-places-'));
const results: [name: string, isGood: boolean][] = [];
try {
  const tarball = await pack(folder);
  for (const name of names) results.push([name, await passesIn(name, join(folder, name), tarball)]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const [name, isGood] of results) console.log(`${name}: ${isGood ? 'passed' : 'FAILED'}`);
process.exitCode = results.every(([, isGood]) => isGood) ? 0 : 1;

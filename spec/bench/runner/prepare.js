/** Installs the compared clients and builds the library as published, before anything is measured. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const ROOT = join(HERE, '../..');
const DIST = join(HERE, 'dist');

const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });

const installPeers = () => {
  if (existsSync(join(HERE, 'node_modules'))) return;
  run('npm', ['ci', '--no-audit', '--no-fund'], HERE);
};

/** Built in this folder, so that it resolves the same `ws` and `rxjs` as the compared clients. */
const buildLibrary = () => {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST);
  const rolldown = join(ROOT, 'node_modules/rolldown/bin/cli.mjs');
  run(process.execPath, [rolldown, '-c', '--dir', join(DIST, 'lib')], ROOT);
  const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(
    join(DIST, 'package.json'),
    JSON.stringify({ type: 'module', sideEffects: false, imports: here(imports) }),
  );
};

/** The `imports` of package.json with the paths of this copy, without the source conditions. */
const here = imports =>
  JSON.parse(JSON.stringify(imports), (key, value) => {
    if (key === 'rx-beam-source') return undefined;
    return typeof value === 'string' ? value.replace('./dist/', './lib/') : value;
  });

export const prepare = () => {
  installPeers();
  buildLibrary();
};

// Packs the library and installs it here with everything else, as a user would from a registry.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const here = new URL('..', import.meta.url).pathname;
const root = new URL('../../../../', import.meta.url).pathname;
const npm = (args, cwd) => execFileSync('npm', args, { cwd, stdio: 'inherit' });

if (!existsSync(join(root, 'node_modules'))) npm(['ci'], root);

const folder = await mkdtemp(join(here, '.pack-'));
try {
  npm(['pack', '--silent', '--pack-destination', folder], root);
  const [tarball] = await readdir(folder);
  await rename(join(folder, tarball), join(here, 'rx-beam.tgz'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

// The tarball is another each time, so the lock file must not know its hash: whatever npm noted, goes out again.
const path = join(here, 'package-lock.json');
const text = await readFile(path, 'utf8');
const lock = JSON.parse(text);
if (lock.packages['node_modules/rx-beam']?.integrity !== undefined) {
  delete lock.packages['node_modules/rx-beam'].integrity;
  await writeFile(path, `${JSON.stringify(lock, undefined, 2)}\n`);
}
npm(['ci', '--no-audit', '--no-fund'], here);

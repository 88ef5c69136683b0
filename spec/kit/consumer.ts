import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = new URL('../../', import.meta.url).pathname;
const PATIENCE = 60_000;

/** The files that the package would be published with, built before the specs began. */
export const packedFiles = async (): Promise<string[]> => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    timeout: PATIENCE,
  });
  const packages = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return packages.flatMap(({ files }) => files.map(({ path }) => path));
};

/** A folder of a user of the package: the packed tarball is installed in it under the alias `beam`, with its peers. */
export class Consumer {
  private constructor(readonly folder: string) {}

  /** Packs and installs, without the network: what the package depends on is linked from here. */
  static async install(): Promise<Consumer> {
    const folder = await mkdtemp(join(tmpdir(), 'rx-beam-consumer-'));
    const npm = (args: string[], cwd: string) => run('npm', args, { cwd, timeout: PATIENCE });
    // Built before the specs began: building again here would pull dist from under the others.
    await npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
    const [tarball] = (await readdir(folder)).filter(name => name.endsWith('.tgz'));
    const ours = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as typeof import('../../package.json');
    const peers = Object.keys(ours.peerDependencies).filter(name => !(name in ours.peerDependenciesMeta));
    const names = [...Object.keys(ours.dependencies), ...peers, 'bluebird'];
    const here = (name: string) => [name, `file:${join(ROOT, 'node_modules', name)}`];
    const dependencies = { beam: `file:./${tarball}`, ...Object.fromEntries(names.map(here)) };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies }));
    await npm(['install', '--offline', '--no-audit', '--no-fund', '--no-package-lock'], folder);
    return new Consumer(folder);
  }

  /** Runs a script of the user's, and gives what it prints. */
  async run(name: string, source: string, env: Record<string, string> = {}): Promise<string> {
    await writeFile(join(this.folder, name), source);
    const { stdout } = await run(process.execPath, [name], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      timeout: PATIENCE,
    });
    return stdout;
  }

  /** Checks a module of the user's as the strict project of a page would, and gives what the compiler says. */
  async compileForPage(name: string, source: string): Promise<string> {
    await writeFile(join(this.folder, name), source);
    const resolution = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
    const libraries = ['--lib', 'es2022,dom', '--types', ''];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '--strict', '--noEmit', ...resolution, ...libraries, name];
    const compiled = run(process.execPath, args, { cwd: this.folder, timeout: PATIENCE });
    return (await compiled.catch((error: { stdout: string }) => error)).stdout;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

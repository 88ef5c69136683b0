import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = new URL('../../', import.meta.url).pathname;
const TIMEOUT_MS = 60_000;

/** The files that would be published. The package was built before the specs began. */
export const packedFiles = async (): Promise<string[]> => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    timeout: TIMEOUT_MS,
  });
  const packages = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return packages.flatMap(({ files }) => files.map(({ path }) => path));
};

/** A project that has the packed tarball installed under the alias `beam`, with its peer dependencies. */
export class Consumer {
  private constructor(readonly folder: string) {}

  /** Packs and installs without the network: the dependencies are linked from this repository. */
  static async install(): Promise<Consumer> {
    const folder = await mkdtemp(join(tmpdir(), 'rx-beam-consumer-'));
    const npm = (args: string[], cwd: string) => run('npm', args, { cwd, timeout: TIMEOUT_MS });
    // No build here: it would delete `dist` while other specs read it.
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

  /** Runs a script in the project, and returns what it prints. */
  async run(name: string, source: string, env: Record<string, string> = {}): Promise<string> {
    await writeFile(join(this.folder, name), source);
    const { stdout } = await run(process.execPath, [name], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      timeout: TIMEOUT_MS,
    });
    return stdout;
  }

  /** Compiles a module as a strict project for browsers would, and returns what the compiler prints. */
  async compileForPage(name: string, source: string): Promise<string> {
    await writeFile(join(this.folder, name), source);
    const resolution = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
    const libraries = ['--lib', 'es2022,dom', '--types', ''];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [tsc, '--strict', '--noEmit', ...resolution, ...libraries, name];
    const compiled = run(process.execPath, args, { cwd: this.folder, timeout: TIMEOUT_MS });
    return (await compiled.catch((error: { stdout: string }) => error)).stdout;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

// `npm run test:types`: compiles the specs of the types as a user's project, against the built package, with the oldest
// TypeScript that the package promises and with newer ones. They are installed into a temporary folder once.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../kit/consumer.js';

const VERSIONS = ['5.0', '5.9', '7'] as const;
/** As Node finds the package, and as bundlers do. */
const RESOLUTIONS = [{ module: 'nodenext' }, { module: 'esnext', moduleResolution: 'bundler' }] as const;

const ENTRIES: Readonly<Record<string, string>> = {
  '../../lib/index.js': 'rx-beam',
  '../../lib/ws.js': 'rx-beam/lib/ws',
  '../../lib/testing/index.js': 'rx-beam/testing',
  '../../lib/json-rpc/index.js': 'rx-beam/json-rpc',
};
/** What a compiler must be able to do for a module, where the oldest is not. */
const SINCE: Readonly<Record<string, number>> = { 'caught.ts': 5.3, 'required.cts': 5.8 };

/** Beside the specs of the types: each entry, by each way that users import it. */
const WRITTEN: Readonly<Record<string, string>> = {
  'imported.ts': `import { BeamChat, RpcClient } from 'rx-beam';
    import { jsonRpc } from 'rx-beam/json-rpc';
    import Default, { BeamSocket, type BeamSocketEvents } from 'rx-beam/lib/ws';
    import { ChatServer } from 'rx-beam/server';
    import { ScriptedSocket } from 'rx-beam/testing';
    export const made = [new BeamChat(['ws://a']), new Default(['ws://a']), new BeamSocket(['ws://a'])] as const;
    export const rpc = new RpcClient(['ws://a'], { protocol: jsonRpc() });
    export const types = [ChatServer.listen, ScriptedSocket, {} as BeamSocketEvents] as const;`,
  'required.cts': `import BeamSocket = require('rx-beam/lib/ws');
    export const socket: BeamSocket = new BeamSocket(['ws://a']);`,
};

const run = (
  command: string,
  args: readonly string[],
  cwd: string,
): { readonly ok: boolean; readonly text: string } => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim() };
};

/** The folder with the compilers and the types of Node, which is kept for the next time. */
const compilers = (): string => {
  const folder = join(tmpdir(), `rx-beam-typescript-${VERSIONS.join('-')}`);
  const whole = join(folder, 'installed');
  if (existsSync(whole)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const packages = VERSIONS.map(version => `typescript-${version}@npm:typescript@${version}`);
  const { ok, text } = run('npm', ['install', '--no-audit', '--no-fund', '@types/node@20', ...packages], folder);
  if (!ok) throw new Error(`the compilers cannot be installed into ${folder}: ${text}`);
  writeFileSync(whole, '');
  return folder;
};

/** The specs of the types that use the package by its entries only, as users write them. */
const modules = (): Readonly<Record<string, string>> => {
  const folder = join(ROOT, 'spec/types');
  const specs = readdirSync(folder).flatMap(name => {
    const source = readFileSync(join(folder, name), 'utf8').replaceAll(
      /'(\.\.\/\.\.\/lib\/[^']+)'/g,
      (quoted, path: string) => (ENTRIES[path] === undefined ? quoted : `'${ENTRIES[path]}'`),
    );
    return source.includes("'../") ? [] : [[name, source] as const];
  });
  if (specs.length < 5) throw new Error(`only ${specs.length} of the specs of the types are a user's`);
  return { ...Object.fromEntries(specs), ...WRITTEN };
};

/** A project that has the package installed, with the peers that it has here. */
const project = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-beam-types-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/rx-beam'));
  symlinkSync(join(ROOT, 'node_modules/rxjs'), join(folder, 'node_modules/rxjs'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, source] of Object.entries(modules())) writeFileSync(join(folder, name), source);
  return folder;
};

const failures: string[] = [];
const installed = compilers();
const folder = project();
try {
  for (const version of VERSIONS) {
    for (const resolution of RESOLUTIONS) {
      const files = Object.keys(modules()).filter(
        // `require` of a module is Node's.
        name => Number(version) >= (SINCE[name] ?? 0) && (resolution.module === 'nodenext' || !name.endsWith('.cts')),
      );
      const typeRoots = [join(installed, 'node_modules/@types')];
      const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };
      const compilerOptions = { target: 'es2022', ...strict, ...resolution, typeRoots, types: ['node'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
      const tsc = join(installed, 'node_modules', `typescript-${version}`, 'bin/tsc');
      const { ok, text } = run(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], folder);
      const title = `TypeScript ${version}, ${resolution.module}: ${files.length} modules`;
      console.log(ok ? `${title} compile` : `${title} do not compile\n${text}`);
      if (!ok) failures.push(title);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures.length === 0 ? 0 : 1;

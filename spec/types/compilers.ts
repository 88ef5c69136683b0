// `npm run test:types`: compiles the specs of the types as a user's project, against the built package, with the oldest
// TypeScript that the package promises and with newer ones. They are installed into a temporary folder once.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
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
/** The oldest and the newest, where those between are unlikely to differ: a run takes minutes as it is. */
const OUTER: readonly string[] = ['5.0', '7'];
/** As Node finds the package, and as bundlers do. */
const RESOLUTIONS = [{ module: 'nodenext' }, { module: 'esnext', moduleResolution: 'bundler' }] as const;

interface Place {
  readonly title: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Which of `@types/node`. @default 'oldest' */
  readonly nodeTypes?: 'oldest' | 'newest';
  /** With these TypeScripts; with all, if it is missing. */
  readonly versions?: readonly string[];
}

/** What a project may have of the types of its runtime. */
const PLACES: readonly Place[] = [
  { title: 'Node', options: { types: ['node'] } },
  { title: 'the newest types of Node', options: { types: ['node'] }, nodeTypes: 'newest', versions: ['7'] },
  { title: 'Node without the DOM', options: { types: ['node'], lib: ['es2022'] }, versions: ['7'] },
  { title: 'a page', options: { types: [], lib: ['es2022', 'dom', 'dom.iterable'] } },
  // The declarations of RxJS need one of the two: they name `setTimeout`.
  { title: 'neither', options: { types: [], lib: ['es2022'], skipLibCheck: true }, versions: OUTER },
];

const ENTRIES: Readonly<Record<string, string>> = {
  '../../lib/index.js': 'rx-beam',
  '../../lib/ws.js': 'rx-beam/lib/ws',
  '../../lib/testing/index.js': 'rx-beam/testing',
  '../../lib/json-rpc/index.js': 'rx-beam/json-rpc',
};
/** What a compiler must be able to do for a module, where the oldest is not. */
const SINCE: Readonly<Record<string, number>> = { 'caught.ts': 5.3, 'required.cts': 5.8, 'disposed.ts': 5.2 };
/** Modules that import what is Node's. */
const NODE_ONLY: ReadonlySet<string> = new Set(['event-emitter.ts']);

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
  'disposed.ts': `import { BeamChat } from 'rx-beam';
    import { ChatServer } from 'rx-beam/server';
    export const use = async (): Promise<void> => {
      await using server = await ChatServer.listen();
      await using chat = new BeamChat(server.endpoints);
      chat.boot();
    };`,
  // A member that is missing is refused, and one of the type any would take a name that is no name.
  'emitter.ts': `import { BeamSocket } from 'rx-beam/lib/ws';
    declare const socket: BeamSocket;
    const listener = (): void => {};
    export const members = [
      socket.on('ChatMessage', listener).once('a', listener).addListener('a', listener).off('a', listener),
      socket.prependListener('a', listener).prependOnceListener('a', listener).removeListener('a', listener),
      socket.removeAllListeners().removeAllListeners('a').setMaxListeners(20).boot(),
      socket.emit('a', 1) satisfies boolean,
      socket.eventNames() satisfies (string | symbol)[],
      socket.listeners('a').length + socket.rawListeners('a').length + socket.getMaxListeners() satisfies number,
      socket.listenerCount('a') + socket.listenerCount('a', listener) satisfies number,
    ] as const;
    // @ts-expect-error: a name is no number
    socket.off(1, listener);
    // @ts-expect-error: a name is no number
    socket.listenerCount(1);`,
  'event-emitter.ts': `import { EventEmitter, on, once } from 'node:events';
    import { BeamSocket } from 'rx-beam/lib/ws';
    declare const socket: BeamSocket;
    const count = <E extends EventEmitter>(emitter: E): number => emitter.listenerCount('a');
    export const emitter: EventEmitter = socket;
    export const emitters = [count(socket), once(socket, 'connected'), on(socket, 'ChatMessage')] as const;`,
};

/** An entry that a program imports alone, so that no other brings it what it needs. */
const ALONE: Readonly<Record<string, string>> = Object.fromEntries(
  ['rx-beam', 'rx-beam/json-rpc', 'rx-beam/lib/ws', 'rx-beam/server', 'rx-beam/testing'].map(entry => [
    `alone-${entry.replaceAll('/', '-')}.ts`,
    `import * as all from '${entry}'; export const entry = all;`,
  ]),
);

const run = (
  command: string,
  args: readonly string[],
  cwd: string,
): { readonly ok: boolean; readonly text: string } => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return { ok: status === 0, text: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim() };
};

const install = (folder: string, packages: readonly string[]): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const { ok, text } = run('npm', ['install', '--no-audit', '--no-fund', ...packages], folder);
  if (!ok) throw new Error(`${packages.join(', ')} cannot be installed into ${folder}: ${text}`);
};

/** The folder with the compilers and the types of Node, which is kept for the next time. */
const compilers = (): string => {
  const folder = join(tmpdir(), `rx-beam-typescript-${VERSIONS.join('-')}-types`);
  const whole = join(folder, 'installed');
  if (existsSync(whole)) return folder;
  const compilers = VERSIONS.map(version => `typescript-${version}@npm:typescript@${version}`);
  install(folder, compilers);
  install(join(folder, 'oldest'), ['@types/node@20']);
  install(join(folder, 'newest'), ['@types/node@latest']);
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
  return { ...Object.fromEntries(specs), ...WRITTEN, ...ALONE };
};

/** A project that has the package installed, with the peers that it has here. Not as a link: it would find our own types. */
const project = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-beam-types-'));
  const ours = join(folder, 'node_modules/rx-beam');
  mkdirSync(ours, { recursive: true });
  for (const name of ['package.json', 'dist']) cpSync(join(ROOT, name), join(ours, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules/rxjs'), join(folder, 'node_modules/rxjs'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [name, source] of Object.entries(modules())) writeFileSync(join(folder, name), source);
  return folder;
};

const failures: string[] = [];
const installed = compilers();
const folder = project();

/** What a user of the compiler would see of these files; nothing if they compile. */
const compile = (version: string, place: Place, resolution: (typeof RESOLUTIONS)[number], files: readonly string[]) => {
  const typeRoots = [join(installed, place.nodeTypes ?? 'oldest', 'node_modules/@types')];
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };
  const compilerOptions = { target: 'es2022', ...strict, ...resolution, typeRoots, ...place.options };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(installed, 'node_modules', `typescript-${version}`, 'bin/tsc');
  const { ok, text } = run(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], folder);
  const title = `TypeScript ${version}, ${resolution.module}, ${place.title}: ${files.length === 1 ? files[0] : `${files.length} modules`}`;
  console.log(ok ? `${title}: compiled` : `${title}: NOT COMPILED\n${text}`);
  if (!ok) failures.push(title);
};

try {
  for (const version of VERSIONS) {
    for (const place of PLACES.filter(({ versions = VERSIONS }) => versions.includes(version))) {
      for (const resolution of RESOLUTIONS) {
        const files = Object.keys(modules()).filter(
          name =>
            Number(version) >= (SINCE[name] ?? 0) &&
            !(name in ALONE) &&
            // `require` of a module is Node's.
            (resolution.module === 'nodenext' || !name.endsWith('.cts')) &&
            (place.title.includes('Node') || !NODE_ONLY.has(name)),
        );
        compile(version, place, resolution, files);
      }
    }
    // A server is for Node, and yet compiles without its types.
    const page = PLACES.find(({ title }) => title === 'a page');
    if (page !== undefined && version === OUTER[0])
      for (const name of Object.keys(ALONE)) compile(version, page, RESOLUTIONS[0], [name]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures.length === 0 ? 0 : 1;

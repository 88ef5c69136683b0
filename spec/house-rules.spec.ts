import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { transform } from 'esbuild';
import { ROOT } from './kit/consumer.js';

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** What is left at run time, without types, comments and blanks. */
  readonly code: string;
}

const pathsIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(join(ROOT, folder), { recursive: true });
  return entries
    .filter(path => path.endsWith('.ts'))
    .map(path => join(folder, path))
    .sort();
};

const codeOf = async (text: string): Promise<string> =>
  (await transform(text, { loader: 'ts', target: 'esnext', minifyWhitespace: true, charset: 'utf8' })).code;

const readSource = async (path: string): Promise<SourceFile> => {
  const text = await readFile(join(ROOT, path), 'utf8');
  return { path, text, code: await codeOf(text) };
};

/** Whether anything can go wrong in it: types, constants, imports and re-exports have no functions and call none. */
const hasLogic = (code: string): boolean =>
  /=>|\bfunction\b|\bclass\b|\bnew\b|\(/.test(code.replaceAll('Object.freeze(', ''));

/** Rooms that are specified through a socket, a process or a scenario besides. */
const isMirrored = (path: string): boolean => !/^lib\/(server|cli|testing)\//.test(path);

const specOf = (path: string): string => path.replace(/^lib\//, 'spec/').replace(/\.ts$/, '.spec.ts');

/** A class that gives its arguments to RxJS's Subscriber, or a Subscriber made with some. */
const givesDestination = (code: string): boolean =>
  /\bnew Subscriber\([^)]/.test(code) ||
  code.split(/\bclass\b/).some(each => /^[^{]*\bextends (Lean)?Subscriber\b/.test(each) && /\bsuper\([^)]/.test(each));

/** The names of the members of an interface, as it is written in our own source. */
const membersOf = (text: string, name: string): string[] => {
  const [, body = ''] = text.match(new RegExp(`^export interface ${name} \\{\n([^]*?)^\\}`, 'm')) ?? [];
  return [...body.matchAll(/^ {2}'?([\w:]+)'?[(:?]/gm)].map(([, member = '']) => member);
};

const literalsOf = (code: string): string[] =>
  [...code.matchAll(/(["'`])((?:\\.|(?!\1).)*)\1/gs)].map(([, , text = '']) => text);

/** Names of Beam's methods that are words of every client besides: a WebSocket has a ping, and a call a timeout. */
const SHARED_NAMES: ReadonlySet<string> = new Set(['ping', 'timeout']);

/** Whether it may know Beam: its room, and what is built for its chat. */
const mayKnowBeam = (path: string): boolean =>
  /^lib\/(beam|server|testing|cli|angular)\//.test(path) || path === 'lib/streams/messages.ts';

describe('the house rules', () => {
  let lib: SourceFile[];
  before(async () => {
    lib = await Promise.all((await pathsIn('lib')).map(readSource));
  });
  const pathsWhere = (holds: (source: SourceFile) => boolean): string[] => lib.filter(holds).map(({ path }) => path);

  it('each file with logic has a spec that mirrors it', async () => {
    const specs = new Set(await pathsIn('spec'));
    const without = pathsWhere(({ path, code }) => isMirrored(path) && hasLogic(code) && !specs.has(specOf(path)));
    expect(without).to.deep.equal([]);
    expect(pathsWhere(({ code }) => hasLogic(code))).to.have.length.above(100);
  });

  it('finds what has no logic by its content', async () => {
    const without = [
      'export interface A { b(): void }',
      "export * from './a.js';",
      'export const A = { b: [1, "c"] };',
    ];
    for (const text of without) expect(hasLogic(await codeOf(text)), text).to.equal(false);
    const withLogic = [
      'export const a = () => 1;',
      'export class A {}',
      'export const a = new Set();',
      'function a() {}',
    ];
    for (const text of withLogic) expect(hasLogic(await codeOf(text)), text).to.equal(true);
  });

  it('no file is longer than 200 lines', () => {
    expect(pathsWhere(({ text }) => text.trimEnd().split('\n').length > 200)).to.deep.equal([]);
  });

  it('at most nine files stand outside of a room', () => {
    const loose = pathsWhere(({ path }) => /^lib\/[^/]+$/.test(path));
    expect(loose.length, loose.join(', ')).to.be.within(1, 9);
  });

  it('only link/stage.ts relies on a Subscriber that is given its destination', () => {
    expect(pathsWhere(({ code }) => givesDestination(code))).to.deep.equal(['lib/link/stage.ts']);
  });

  it('chance comes in as an option, but for its two defaults', () => {
    const users = pathsWhere(({ code }) => /\bMath\.random\b/.test(code));
    expect(users).to.deep.equal(['lib/link/backoff.ts', 'lib/server/options.ts']);
  });

  it("only beam, and what is built for Beam's chat, knows a method or an event of Beam by name", () => {
    const textOf = (path: string) => lib.find(each => each.path === path)?.text ?? '';
    const methods = membersOf(textOf('lib/beam/methods.ts'), 'ChatMethods');
    const events = membersOf(textOf('lib/beam/events.ts'), 'ChatEvents');
    expect(methods).to.include.members(['auth', 'msg', 'vote:start', 'history', 'optOutEvents']);
    expect(events).to.include.members(['WelcomeEvent', 'ChatMessage', 'Stats']);
    const names = new Set([...methods, ...events].filter(name => !SHARED_NAMES.has(name)));
    const known = lib
      .filter(({ path }) => !mayKnowBeam(path))
      .flatMap(({ path, code }) =>
        [...new Set(literalsOf(code))].filter(text => names.has(text)).map(name => `${path} ${name}`),
      );
    expect(known).to.deep.equal([]);
  });
});

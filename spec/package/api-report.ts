import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../kit/consumer.js';
import { type Declarations, declarationsOf, laidOut } from './declarations.js';

/** The entry points, as users import them. */
export const ENTRIES = ['index', 'ws', 'json-rpc', 'testing', 'angular', 'server'] as const;
export type Entry = (typeof ENTRIES)[number];

const FILES: Readonly<Record<Entry, string>> = {
  index: 'index.d.ts',
  ws: 'ws.d.ts',
  'json-rpc': 'json-rpc/index.d.ts',
  testing: 'testing/index.d.ts',
  angular: 'angular/index.d.ts',
  server: 'server/index.d.ts',
};

/** The package's own imports by name, as their types are. */
const ALIASES: Readonly<Record<string, string>> = {
  '#emitter': 'emitter/emitter.node.d.ts',
  '#platform': 'link/platform.node.d.ts',
};

/** A declaration of ours; or a name of another package's, with no text. */
interface Found {
  readonly file: string;
  readonly name: string;
}

/** The public types of the built package. No path of a file is in it, so that moving a file changes nothing. */
export class ApiReport {
  readonly #files = new Map<string, Promise<Declarations>>();
  readonly #folder: string;

  constructor(folder = join(ROOT, 'dist')) {
    this.#folder = folder;
  }

  /** Each exported name with its declaration, and then what those declarations use that nothing exports. */
  async of(entry: Entry): Promise<string> {
    const exported = await this.#exports(FILES[entry]);
    // What the main entry exports is in its report.
    const known = entry === 'index' ? new Set<string>() : await this.#keysOf(FILES.index);
    const seen = new Set([...exported.values()].map(keyOf));
    const queue = [...exported.values()];
    const used: string[] = [];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      for (const reference of await this.#references(next)) {
        const key = keyOf(reference);
        if (seen.has(key) || known.has(key)) continue;
        seen.add(key);
        queue.push(reference);
        used.push(await this.#text(reference, reference.name));
      }
    }
    const parts = await Promise.all([...exported].map(([name, found]) => this.#text(found, name)));
    return [
      `# The public types of ${entry}. Written by: npm run update-golden`,
      ...parts.sort(),
      ...(used.length === 0 ? [] : ['# Not exported, and part of the types above.', ...used.sort()]),
      '',
    ].join('\n\n');
  }

  async #keysOf(file: string): Promise<Set<string>> {
    return new Set([...(await this.#exports(file)).values()].map(keyOf));
  }

  #file(file: string): Promise<Declarations> {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const read = readFile(join(this.#folder, file), 'utf8').then(declarationsOf);
    this.#files.set(file, read);
    return read;
  }

  /** The exports of a file: the name there → where it is declared. */
  async #exports(file: string): Promise<Map<string, Found>> {
    const { exported, stars } = await this.#file(file);
    const found = new Map<string, Found>();
    for (const star of stars) {
      for (const [name, each] of await this.#exports(fileOf(file, star))) if (name !== 'default') found.set(name, each);
    }
    for (const [name, target] of exported) {
      const origin = typeof target === 'string' ? await this.#find(file, target) : await this.#follow(file, target);
      found.set(name, origin);
    }
    return found;
  }

  /** A name that is used in a file, where it is declared. */
  async #find(file: string, name: string): Promise<Found> {
    const { declared, imported } = await this.#file(file);
    const origin = declared.has(name) ? undefined : imported.get(name);
    return origin === undefined ? { file, name } : this.#follow(file, origin);
  }

  async #follow(file: string, { from, name }: { from: string; name: string }): Promise<Found> {
    if (!isOurs(from)) return { file: from, name };
    const there = (await this.#exports(fileOf(file, from))).get(name);
    if (there === undefined) throw new Error(`${from} exports no ${name}, which ${file} imports`);
    return there;
  }

  /** The declarations of ours that the text of one names. */
  async #references({ file, name }: Found): Promise<Found[]> {
    if (!file.endsWith('.d.ts')) return [];
    const { declared, imported } = await this.#file(file);
    // Not what only hidden members use.
    const text = (declared.get(name) ?? []).map(laidOut).join('\n');
    const names = new Set(text.match(/[A-Za-z_$][\w$]*/g));
    const known = [...names].filter(each => each !== name && (declared.has(each) || imported.has(each)));
    const found = await Promise.all(known.map(each => this.#find(file, each)));
    return found.filter(each => each.file.endsWith('.d.ts'));
  }

  async #text({ file, name }: Found, as: string): Promise<string> {
    if (!file.endsWith('.d.ts')) return `${as}: ${name} of ${file}`;
    const texts = (await this.#file(file)).declared.get(name);
    if (texts === undefined) throw new Error(`${file} does not declare ${name}`);
    const head = as === name ? '' : `(as ${as}) `;
    return texts.map(text => `${head}${laidOut(text)}`).join('\n');
  }
}

const keyOf = ({ file, name }: Found): string => `${file} ${name}`;

const isOurs = (from: string): boolean => from.startsWith('.') || from in ALIASES;

const fileOf = (file: string, from: string): string =>
  ALIASES[from] ?? join(dirname(file), from.replace(/\.js$/, '.d.ts'));

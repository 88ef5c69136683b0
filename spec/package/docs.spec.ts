import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { defaults } from '../../lib/beam/options.js';
import { ROOT } from '../kit/consumer.js';

const run = promisify(execFile);

const pages = async (): Promise<string[]> => {
  const docs = (await readdir(join(ROOT, 'docs'))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`);
  return ['README.md', ...docs];
};

/** The TypeScript of a page, a module for each snippet. */
const snippetsOf = async (page: string): Promise<string[]> => {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? '');
};

/** The pipeline without its imports, as docs/architecture.md shows it. It compiles where it is, and nowhere else. */
const pipeline = async (): Promise<string> => {
  const source = await readFile(join(ROOT, 'lib/client/river.ts'), 'utf8');
  return source.slice(source.indexOf('\n\n') + 2);
};

/** What a strict user asks of the compiler. */
const strict = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: ['node', 'mocha'],
};
/** As Node finds the package, and as bundlers for browsers do: the types of each may differ. */
const resolutions = [{ module: 'nodenext' }, { module: 'esnext', moduleResolution: 'bundler' }];

/** A recipe with the package by its name, and without what readies its runner. */
const asUsersWrite = (recipe: string): string =>
  recipe
    .replace(/^import .*'\.\.\/kit\/.*\n/m, '')
    .replace(/^ *onTestBed\(\);\n\n/m, '')
    .replaceAll("'../../lib/angular/index.js'", "'rx-beam/angular'")
    .replaceAll("'../../lib/index.js'", "'rx-beam'")
    .replaceAll("'../../lib/json-rpc/index.js'", "'rx-beam/json-rpc'")
    .replaceAll("'../../lib/server/index.js'", "'rx-beam/server'")
    .replaceAll("'../../lib/testing/index.js'", "'rx-beam/testing'");

describe('README and docs', () => {
  it('have only snippets that compile as a strict user would compile them', async function () {
    this.timeout(60_000);
    // Inside the project, so that the package finds itself by its own name.
    const folder = await mkdtemp(join(ROOT, 'spec', '.snippets-'));
    try {
      const all = await Promise.all(
        (await pages()).map(async page =>
          (await snippetsOf(page)).map((code, i) => ({ name: `${page.replace(/\W/g, '-')}-${i}.ts`, code })),
        ),
      );
      const shownFromSource = await pipeline();
      const snippets = all.flat().filter(({ code }) => code !== shownFromSource);
      expect(snippets.length).to.be.greaterThan(5);
      await Promise.all(snippets.map(({ name, code }) => writeFile(join(folder, name), `${code}\nexport {};\n`)));
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      for (const resolution of resolutions) {
        const compilerOptions = { ...strict, ...resolution };
        await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
        const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error);
        expect(stdout, resolution.module).to.equal('');
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('give the defaults of the options as they are', async () => {
    // Beam's first: it has its own default for `resend`.
    const files = ['lib/beam/options.ts', 'lib/options.ts'].map(path => readFile(join(ROOT, path), 'utf8'));
    const source = (await Promise.all(files)).join('\n');
    const guide = await readFile(join(ROOT, 'docs/guide.md'), 'utf8');
    const shown = (value: unknown): string => {
      if (value === Math.random) return 'Math.random';
      if (typeof value === 'function') return 'always true';
      if (typeof value === 'number')
        return value === Infinity ? 'Infinity' : value.toLocaleString('en').replaceAll(',', value >= 5000 ? '_' : '');
      if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
      if (typeof value !== 'object' || value === null) return typeof value === 'string' ? `'${value}'` : String(value);
      const entries = Object.entries(value).map(([key, each]) => `${key}: ${shown(each)}`);
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    };
    for (const [name, value] of Object.entries(defaults)) {
      const [, tag] =
        new RegExp(`@default ([^*]*?)\\s*\\*/\\s*readonly ${name.replace('$', '\\$')}\\?`).exec(source) ?? [];
      expect(tag, `@default of ${name}`).to.equal(shown(value));
      expect(guide, `${name} in the guide`).to.include(`| \`${name}\` | \`${shown(value)}\` |`);
    }
  });

  it('show each recipe as it is run', async () => {
    const page = await readFile(join(ROOT, 'docs/testing.md'), 'utf8');
    const files = await readdir(join(ROOT, 'spec/recipes'));
    expect(files).to.have.length(15);
    for (const file of files) {
      const recipe = asUsersWrite(await readFile(join(ROOT, 'spec/recipes', file), 'utf8'));
      expect(page.includes(`\`\`\`ts\n${recipe}\`\`\`\n`), `${file} in docs/testing.md, to the letter`).to.equal(true);
    }
  });

  it('show the pipeline as it is in lib/client/river.ts', async () => {
    expect(await snippetsOf('docs/architecture.md')).to.deep.equal([await pipeline()]);
  });

  it('name each file of the core in the table of folders', async () => {
    const page = await readFile(join(ROOT, 'docs/architecture.md'), 'utf8');
    const unnamed: string[] = [];
    for (const folder of [
      'text',
      'link',
      'protocol',
      'session',
      'traffic',
      'beam',
      'client',
      'activity',
      'observe',
      'streams',
      'emitter',
      'json-rpc',
    ]) {
      const row = page.split('\n').find(line => line.startsWith(`| \`lib/${folder}\` |`)) ?? '';
      const files = await readdir(join(ROOT, 'lib', folder));
      unnamed.push(...files.filter(file => !row.includes(`\`${file.replace(/\.ts$/, '')}\``)));
    }
    expect(unnamed).to.deep.equal([]);
  });

  it('link only to what is there', async () => {
    for (const page of await pages()) {
      const text = await readFile(join(ROOT, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
      for (const path of links) await readFile(new URL(path, new URL(page, `file://${ROOT}`)), 'utf8');
    }
  });
});

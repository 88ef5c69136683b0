import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { build, transform } from 'esbuild';
import { packedFiles, ROOT } from '../kit/consumer.js';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

const text = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** What is left of a source without its types. */
const codeOf = async (path: string): Promise<string> =>
  (await transform(await text(path), { loader: 'ts' })).code.replace(/^(import|export)\b[^;]*;\n/gm, '');

/** Whether a file only passes on what others export. */
const isFacade = (code: string): boolean => /^(#!.*\n)?(\/\/.*\n|(im|ex)port .*\n?|\s)*$/.test(code);

/** The files of this repository that a page links to on the web. */
const repositoryLinksOf = (page: string): string[] =>
  [...page.matchAll(/\]\(https:\/\/github\.com\/rx-beam\/rx-beam\/blob\/main\/([^)#\s]+)/g)].map(
    ([, path]) => path ?? '',
  );

/** Where the links of a page lead, beside those to the web and to places on the page itself. */
const linksOf = (page: string): string[] =>
  [...page.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, path]) => path ?? '');

describe('the tarball', function () {
  this.timeout(60_000);
  let files: ReadonlySet<string>;
  before(async () => {
    files = new Set(await packedFiles());
  });
  const named = (pattern: RegExp): string[] => [...files].filter(path => pattern.test(path));

  it('has source maps that lead from each file of code to the sources, as they are', async () => {
    const maps = named(/\.map$/);
    const sourcesOf = async (path: string): Promise<string[]> => {
      const { sources, sourcesContent = [] }: SourceMap = JSON.parse(await text(path));
      expect(sources.length, path).to.be.greaterThan(0);
      const paths = sources.map(source => normalize(join(dirname(path), source)));
      for (const [i, source] of paths.entries()) expect(sourcesContent[i], source).to.equal(await text(source));
      return paths;
    };
    const sources = new Set((await Promise.all(maps.map(sourcesOf))).flat());
    const withCode = await readdir(join(ROOT, 'lib'), { recursive: true });
    const missing = withCode.filter(path => path.endsWith('.ts') && !sources.has(`lib/${path}`));
    for (const path of missing) expect(await codeOf(`lib/${path}`), path).to.equal('');
    for (const path of named(/\.js$/)) {
      if (!isFacade(await text(path))) expect(maps, path).to.include(`${path}.map`);
    }
  });

  it('has few files of code, because Node takes long to load each', async () => {
    expect(named(/\.js$/).length).to.be.lessThan(30);
    const filesOf = async (entry: string): Promise<string[]> => {
      const { metafile } = await build({
        stdin: { contents: `export * from '${entry}';`, resolveDir: ROOT },
        absWorkingDir: ROOT,
        bundle: true,
        format: 'esm',
        platform: 'node',
        // That of this project leads to the sources.
        tsconfigRaw: {},
        external: ['rxjs', 'rxjs/*', 'ws'],
        write: false,
        metafile: true,
      });
      return Object.keys(metafile.inputs).filter(path => files.has(path));
    };
    expect(await filesOf('rx-beam')).to.have.members([
      'dist/index.js',
      'dist/chunks/base.js',
      'dist/chunks/client.js',
      'dist/link/platform.node.js',
    ]);
  });

  it('has nothing that the parser of React Native does not know', async () => {
    for (const path of named(/\.js$/)) expect(await text(path), path).not.to.match(/\bstatic\s*\{/);
  });

  it('has no code that points to a source map which is not there', async () => {
    const code = named(/\.(js|d\.ts)$/);
    expect(code.length).to.be.greaterThan(100);
    for (const path of code) {
      const [, map] = /^\/\/# sourceMappingURL=(\S+)/m.exec(await text(path)) ?? [];
      if (map !== undefined) expect(files, path).to.include(join(dirname(path), map));
    }
  });

  it('has pages whose links lead to what is in it', async () => {
    const pages = named(/\.md$/);
    expect(pages).to.include.members(['README.md', 'docs/guide.md']);
    for (const page of pages) {
      for (const link of linksOf(await text(page))) {
        const target = normalize(join(dirname(page), link));
        const found = files.has(target) || named(/./).some(path => path.startsWith(`${target.replace(/\/$/, '')}/`));
        expect(found, `${link} in ${page}`).to.equal(true);
      }
      for (const link of repositoryLinksOf(await text(page))) await access(join(ROOT, link));
    }
  });

  it('has pages in docs/, and no folders: programs that list the folder read each of its entries', () => {
    expect(named(/^docs\/.*\//)).to.deep.equal([]);
  });
});

import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';
import { packedFiles, ROOT } from '../kit/consumer.js';

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

const text = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

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

  it('has source maps that hold their sources', async () => {
    const maps = named(/\.map$/);
    expect(maps.length).to.be.greaterThan(50);
    for (const path of maps) {
      const { sources, sourcesContent = [] }: SourceMap = JSON.parse(await text(path));
      expect(sources.length, path).to.be.greaterThan(0);
      for (const [i, source] of sources.entries()) expect(sourcesContent[i], `${source} in ${path}`).to.be.a('string');
    }
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
    }
  });
});

import { expect } from 'chai';
import { builtPages } from './built-site.js';

const idsOf = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));

const hrefsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

describe('the links of the site', function () {
  this.timeout(60_000);
  let pages: ReadonlyMap<string, string>;
  before(async () => {
    pages = await builtPages();
  });

  it('lead to pages and headings that are there', () => {
    const ids = new Map([...pages].map(([path, html]) => [path, idsOf(html)]));
    const dead: string[] = [];
    let count = 0;
    for (const [path, html] of pages) {
      for (const href of hrefsOf(html)) {
        if (/^[a-z]+:/.test(href)) continue;
        count += 1;
        const { pathname, hash } = new URL(href, `http://localhost/${path}`);
        const name = decodeURIComponent(pathname.slice(1));
        const known = ids.get(name === '' || name.endsWith('/') ? `${name}index.html` : name);
        const anchor = decodeURIComponent(hash.slice(1));
        if (known === undefined || (anchor !== '' && !known.has(anchor))) dead.push(`${path} → ${href}`);
      }
    }
    expect(dead).to.deep.equal([]);
    expect(count).to.be.above(1_000);
  });

  it('lead from the sidebar to each page that somebody wrote', () => {
    const written = [...pages.keys()].filter(path => !path.startsWith('api/') && !/^(404|index)\.html$/.test(path));
    const linked = new Set(hrefsOf(pages.get('guide.html') ?? ''));
    expect(written.filter(path => !linked.has(`/${path}`))).to.deep.equal([]);
    expect(written).to.include.members(['start.html', 'options.html', 'changelog.html']);
  });

  it('lead to the repository where the site does not have the file', () => {
    const hrefs = [...pages.values()].flatMap(hrefsOf);
    expect(hrefs).to.include('https://github.com/rx-beam/rx-beam/blob/main/docs/examples/nats/nats.ts');
    expect(hrefs.filter(href => /\.(ts|md)$/.test(href) && !/^https?:/.test(href))).to.deep.equal([]);
  });
});

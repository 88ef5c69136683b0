import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { repository } from '../repository.js';
import { linksToRepository, mermaidDiagrams, slugOfForge } from './markdown.js';
import { packagesOfSite } from './packages-of-site.js';
import { sidebar } from './sidebar.js';

const { description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** `/` on a machine; on GitHub Pages the name of the repository, which the workflow gives. */
const base = process.env['SITE_BASE'] ?? '/';

/** Source → page. The sources are read where they are, so that a forge and the site show the same ones. */
const rewrites = {
  'site/index.md': 'index.md',
  'site/offline.md': 'offline.md',
  'site/api/:path(.*)': 'api/:path',
  'docs/:page': ':page',
  'README.md': 'start.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
};

export default defineConfig({
  title: 'rx-beam',
  description,
  base,
  lang: 'en',
  srcDir: '..',
  srcExclude: ['{.github,lib,node_modules,spec}/**', 'docs/*/**', 'CODE_OF_CONDUCT.md', 'SECURITY.md'],
  rewrites,
  // One file for all pages instead of the whole sidebar in each.
  metaChunk: true,
  head: [['link', { rel: 'icon', href: `${base}favicon.svg`, type: 'image/svg+xml' }]],
  markdown: {
    anchor: { slugify: slugOfForge },
    config: md => md.use(linksToRepository, { rewrites, repository }).use(mermaidDiagrams),
  },
  vite: { plugins: [packagesOfSite], publicDir: new URL('../public', import.meta.url).pathname },
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guide', link: '/guide' },
      { text: 'API', link: '/api/' },
      { text: 'Errors', link: '/errors' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar,
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          // A page that explains comes before the reference of the same name.
          searchOptions: { boostDocument: (id: string) => (id.includes('/api/') ? 0.3 : 1) },
        },
      },
    },
    footer: { message: 'MIT' },
  },
});

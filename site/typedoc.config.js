import { readFileSync } from 'node:fs';
import { repository } from './repository.js';

const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Every entry with types, so that an entry that is added later is in the reference too. Its source is where its types come from. */
const entryPoints = Object.values(exports)
  .filter(({ types }) => types !== undefined)
  .map(({ types }) => types.replace(/^\.\/dist\/(.*)\.d\.ts$/, '../lib/$1.ts'));

/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  plugin: ['./name-entries.js', 'typedoc-plugin-markdown'],
  tsconfig: 'tsconfig.api.json',
  entryPoints,
  name: 'API reference',
  out: 'api',
  entryFileName: 'index',
  navigationJson: 'api/navigation.json',
  readme: 'none',
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  // A link is the same wherever the site is built, also without a repository.
  disableGit: true,
  basePath: '..',
  sourceLinkTemplate: `${repository}/blob/main/lib/{path}#L{line}`,
  // Types that nothing exports are shown in place. The links in comments are still checked.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  // A `<` in a comment would begin an element of the page.
  sanitizeComments: true,
};

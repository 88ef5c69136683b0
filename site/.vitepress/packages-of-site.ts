import type { Plugin } from 'vite';

const SITE = new URL('../index.md', import.meta.url).pathname;

/** Vue is installed in this folder, and the pages that import it once they are compiled are not in it. */
export const packagesOfSite: Plugin = {
  name: 'packages-of-site',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!/^vue(\/|$)/.test(id) || importer === SITE) return null;
    return this.resolve(id, SITE, { skipSelf: true });
  },
};

import { createRequire } from 'node:module';
import { sep } from 'node:path';

const FILE = ['', 'dist', 'cjs', 'internal', 'Observable.js'].join(sep);

/** The folder of each copy of RxJS that this process has loaded: Node loads RxJS as CommonJS, for `import` too. */
export const loadedRxjs = (): readonly string[] => {
  // Some test runners have a `require` of their own, without a cache.
  const { cache } = createRequire(import.meta.url) as { cache?: object };
  return Object.keys(cache ?? {})
    .filter(path => path.endsWith(FILE) && path.includes('rxjs'))
    .map(path => path.slice(0, -FILE.length));
};

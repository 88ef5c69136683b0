import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../kit/consumer.js';

const HERE = new URL('./', import.meta.url);
/** Loads a package of this folder. It works only when they are installed. */
export const requireHere: NodeJS.Require = createRequire(HERE);

/** Our package as it is built, and one RxJS for it and the program. */
const packages: Plugin = {
  name: 'packages',
  setup({ onResolve }) {
    onResolve({ filter: /^rx-beam$/ }, () => ({ path: `file://${join(ROOT, 'dist/index.js')}`, external: true }));
  },
};

const vue: Plugin = {
  name: 'vue',
  setup({ onLoad }) {
    const { parse, compileScript } = requireHere('vue/compiler-sfc');
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path });
      const { content } = compileScript(descriptor, { id: basename(path), inlineTemplate: true });
      return { contents: content, loader: 'ts' };
    });
  },
};

const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    const { compile } = requireHere('svelte/compiler');
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' });
      return { contents: js.code, loader: 'js' };
    });
  },
};

/** Builds a module of these lines for a page into a file, as the bundler of an app does. */
export const buildPage = async (lines: string, file: string): Promise<void> => {
  await build({
    stdin: { contents: lines, resolveDir: join(HERE.pathname, 'programs'), loader: 'tsx' },
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    jsx: 'automatic',
    logLevel: 'error',
    // Svelte is built in, since only a bundler reads which of its files are for a page.
    external: ['react', 'react/*', 'react-dom', 'react-dom/*', 'vue', 'rxjs'],
    plugins: [packages, vue, svelte],
  });
};

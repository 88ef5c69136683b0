import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { ROOT } from '../kit/consumer.js';

/** What a bundle for browsers is made of: the built package, by a bundler without any setting for Node. */
export interface BrowserBundle {
  /** The files that were read. */
  readonly inputs: readonly string[];
  /** The files of lib/ of which something is left, by the source maps. */
  readonly kept: readonly string[];
  readonly text: string;
}

const run = async (contents: string, options: BuildOptions = {}) => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    // That of this project leads to the sources.
    tsconfigRaw: {},
    sourcemap: 'external',
    outfile: 'bundle.js',
    absWorkingDir: ROOT,
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  const textOf = (end: string): string => outputFiles?.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { inputs: Object.keys(metafile?.inputs ?? {}), text: textOf('.js'), map: textOf('.map') };
};

export const bundle = async (entry: string, what = ''): Promise<BrowserBundle> => {
  const { inputs, text, map } = await run(`export ${what === '' ? '*' : `{ ${what} }`} from '${entry}';`);
  return { inputs, text, kept: sourcesOf(text, map) };
};

/** Leads each line of a bundle back to its source: through the maps in dist, too. */
const sourcesOf = (text: string, map: string): string[] => {
  const sourceMap = new SourceMap(JSON.parse(map));
  const sources = new Set<string>();
  for (const [i, line] of text.split('\n').entries()) {
    const column = line.search(/\S/);
    const { originalSource, generatedLine } = { ...sourceMap.findEntry(i, Math.max(column, 0)) } as {
      originalSource?: string;
      generatedLine?: number;
    };
    if (originalSource !== undefined && generatedLine === i && column >= 0) sources.add(originalSource);
  }
  return [...sources]
    .map(each => relative(ROOT, each))
    .filter(each => each.startsWith('lib/'))
    .sort();
};

/** As if the package did not say that its files have no side effects. */
const readsNoSideEffects: Plugin = {
  name: 'readsNoSideEffects',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^rx-beam|chunks\// }, async ({ path, pluginData, ...rest }) =>
      pluginData === 'resolved'
        ? undefined
        : { ...(await resolve(path, { ...rest, pluginData: 'resolved' })), sideEffects: true },
    );
  },
};

/** What an import for nothing leaves of ours: it is what a bundler cannot leave out. */
export const leftOf = async (entry: string): Promise<string> => {
  const { text } = await run(`import '${entry}';`, {
    plugins: [readsNoSideEffects],
    external: ['rxjs', 'rxjs/*', '@angular/*', '#*'],
  });
  return text.replace(/^(\/\/|import ).*\n|^\s*\n/gm, '');
};

/** The bytes of a bundle as served: minified and gzipped, with RxJS left outside. */
export const gzippedSize = async (contents: string): Promise<number> => {
  const { text } = await run(contents, { minify: true, sourcemap: false, external: ['rxjs', 'rxjs/*'] });
  return gzipSync(text, { level: 9 }).length;
};

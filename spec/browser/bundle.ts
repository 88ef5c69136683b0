import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { ROOT } from '../kit/consumer.js';

/** The scripts that the page runs, in order. */
const ENTRIES = [
  'browser/page/set-up.ts',
  'live/beam-chat.spec.ts',
  'live/beam-socket.spec.ts',
  'emitter/emitter.browser.spec.ts',
  'browser/page/heart-beat.spec.ts',
  'browser/page/wake.spec.ts',
  'browser/page/run.ts',
];

const inSpec = (...path: string[]) => join(ROOT, 'spec', ...path);

/** Resolves imports of the specs to the built package, and those of Node-only modules to their page versions. */
const replaceImports: Plugin = {
  name: 'replaceImports',
  setup({ onResolve }) {
    const open = (filter: RegExp, to: (path: string) => string) =>
      onResolve({ filter }, ({ path, importer }) => (importer.startsWith(inSpec('')) ? { path: to(path) } : undefined));
    open(/\/lib\/server\/index\.js$/, () => inSpec('browser/page/chat-server.ts'));
    open(/\/kit\/runtime\.js$/, () => inSpec('browser/page/runtime.ts'));
    open(/\/lib\/ws\.js$/, () => join(ROOT, 'dist/emitter/ws-entry.js'));
    open(/\/lib\/.*\.js$/, path => join(ROOT, 'dist', path.replace(/^.*\/lib\//, '')));
  },
};

export interface Bundle {
  /** The names of the scripts, in loading order. */
  readonly scripts: readonly string[];
  /** The contents by name. */
  readonly files: ReadonlyMap<string, string>;
  /** The paths of bundled modules that do not belong in a page. */
  readonly unwanted: readonly string[];
}

/** Bundles the specs for a page, with no setting that has to do with Node. Rejects where a Node built-in is imported. */
export const bundle = async (): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    entryPoints: ENTRIES.map(path => inSpec(path)),
    bundle: true,
    format: 'esm',
    splitting: true,
    plugins: [replaceImports],
    outdir: ROOT,
    entryNames: '[name]',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return {
    scripts: ENTRIES.map(path => basename(path).replace(/ts$/, 'js')),
    files: new Map(outputFiles.map(({ path, text }) => [basename(path), text])),
    unwanted: unwantedIn(metafile),
  };
};

const unwantedIn = ({ inputs, outputs }: Metafile): string[] => {
  const left = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  const taken = Object.keys(inputs).filter(path => /node_modules\/ws\/|\.node\.[jt]s$|\(disabled\)/.test(path));
  return [...left.map(({ path }) => path), ...taken];
};

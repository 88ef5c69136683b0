import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { ROOT } from '../kit/consumer.js';

/** In this order: what a page runs. */
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

/** The specs get the built package, as users do, and from afar what only Node has. */
const doors: Plugin = {
  name: 'doors',
  setup({ onResolve }) {
    const open = (filter: RegExp, to: (path: string) => string) =>
      onResolve({ filter }, ({ path, importer }) => (importer.startsWith(inSpec('')) ? { path: to(path) } : undefined));
    open(/\/lib\/server\/index\.js$/, () => inSpec('browser/page/chat-server.ts'));
    open(/\/kit\/runtime\.js$/, () => inSpec('browser/page/runtime.ts'));
    open(/\/lib\/.*\.js$/, path => join(ROOT, 'dist', path.replace(/^.*\/lib\//, '')));
  },
};

export interface Bundle {
  /** In the order in which the page is to load them. */
  readonly scripts: readonly string[];
  /** By name. */
  readonly files: ReadonlyMap<string, string>;
  /** What has no place in a page, by path. */
  readonly strangers: readonly string[];
}

/** Bundles the specs for a page, with no setting that has to do with Node. Rejects where a Node built-in is imported. */
export const bundle = async (): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    entryPoints: ENTRIES.map(path => inSpec(path)),
    bundle: true,
    format: 'esm',
    splitting: true,
    plugins: [doors],
    outdir: ROOT,
    entryNames: '[name]',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return {
    scripts: ENTRIES.map(path => basename(path).replace(/ts$/, 'js')),
    files: new Map(outputFiles.map(({ path, text }) => [basename(path), text])),
    strangers: strangersIn(metafile),
  };
};

const strangersIn = ({ inputs, outputs }: Metafile): string[] => {
  const left = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  const taken = Object.keys(inputs).filter(path => /node_modules\/ws\/|\.node\.[jt]s$|\(disabled\)/.test(path));
  return [...left.map(({ path }) => path), ...taken];
};

/**
 * What each part of the library costs in a browser bundle: `npm run build && node spec/bench/parts.js`. Prints the table, and
 * keeps it in report/bundle-parts.md, of which docs/performance.md is made.
 */
import { writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { asMarkdown } from './report/tables.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLES = {
  BeamChat: `export { BeamChat } from 'rx-beam'`,
  'RpcClient with jsonRpc': `export { RpcClient } from 'rx-beam'; export { jsonRpc } from 'rx-beam/json-rpc'`,
};

/** The first that fits the path of a source. */
const PARTS = {
  'the classes of errors': /errors|server-error|bad-frame/,
  'no secret and no key in errors (R26)': /secret|redact|masked/,
  'values and causes in the words of errors': /text\/quote/,
  'checks of options': /option|rule|text\/check|check-protocol|protocol\/check-frame/,
  hedge: /hedge|hold-until|protocol\/welcome|client\/dial/,
  'pace, concurrency and highWater': /sending-limits|pace|high-water/,
  'keep-alive, offline and wake': /keep-alive|wake|network|timers/,
  'deadlines of calls': /deadlines/,
  'calls: to make, to spool, to settle': /traffic\/(?!subscri|handlers|server-calls|early)|client\/make-call/,
  'subscriptions, and calls of the server': /traffic|rpc-demux|controls|sent-call/,
  'addresses, reconnects and backoff': /address|retry|backoff|chance|reconnect|join|user-functions|subscribe-as/,
  'the socket, and frames': /link|protocol/,
  'Beam: packets, opt-outs and credentials': /beam/,
  'JSON-RPC': /json-rpc/,
  'the session and its set-up': /session|rpc-set-up/,
  'the client: status, streams, boot and close': /client|status/,
};

const bundle = async contents => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // That of this project leads to the sources.
    tsconfigRaw: {},
    external: ['rxjs', 'rxjs/*'],
    sourcemap: 'external',
    outfile: 'bundle.js',
    write: false,
  });
  const [map, code] = outputFiles.sort((a, b) => (a.path < b.path ? 1 : -1)).map(({ text }) => text);
  return { code, map: new SourceMap(JSON.parse(map)) };
};

const partOf = source => {
  const path = source?.match(/lib\/(.*)\.ts/)?.[1];
  const part = path && Object.keys(PARTS).find(name => PARTS[name].test(path));
  return part ?? 'imports of rxjs, and exports';
};

/** The code, cut into pieces of one part each. */
const pieces = ({ code, map }) =>
  code.split('\n').flatMap((line, row) =>
    [...line].map((char, column) => {
      const { originalSource, generatedLine } = map.findEntry(row, column);
      return [partOf(generatedLine === row ? originalSource : undefined), char];
    }),
  );

const gzipped = text => gzipSync(text, { level: 9 }).length;
const kb = bytes => (bytes / 1000).toFixed(2);

/** What the bundle would be smaller by without each part. */
const costs = async contents => {
  const all = pieces(await bundle(contents));
  const text = of =>
    all
      .filter(([part]) => of(part))
      .map(([, char]) => char)
      .join('');
  const whole = gzipped(text(() => true));
  const parts = new Set(all.map(([part]) => part));
  return { whole, parts: new Map([...parts].map(part => [part, whole - gzipped(text(other => other !== part))])) };
};

const found = await Promise.all(Object.values(BUNDLES).map(costs));
const names = [...new Set(found.flatMap(({ parts }) => [...parts.keys()]))];
const most = name => Math.max(...found.map(({ parts }) => parts.get(name) ?? 0));
const rows = names
  .sort((a, b) => most(b) - most(a))
  .map(name => [name, ...found.map(({ parts }) => (parts.has(name) ? kb(parts.get(name)) : ''))]);
const table = asMarkdown({
  head: ['kB', ...Object.keys(BUNDLES)],
  rows: [...rows, ['all of it', ...found.map(({ whole }) => kb(whole))]],
});
console.log(table);
writeFileSync(new URL('report/bundle-parts.md', import.meta.url), `${table}\n`);

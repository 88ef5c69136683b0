/**
 * Joins lib/ to few files in dist/, because Node takes long to load each of some 130. The declarations come from tsc:
 * tsconfig.build.json.
 */
import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const { exports, imports, bin } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** What package.json names, so that each has a file of its own at its path; one file serves Node and browsers. */
const named = [...JSON.stringify([exports, imports, bin]).matchAll(/dist\/([\w/.-]+)\.js"/g)].map(([, name]) => name);

/** The path of `#emitter` in 0.1.0, for tools that map the name to this file. */
const formerly = 'emitter.browser';

export default defineConfig({
  input: Object.fromEntries([...named, formerly].map(name => [name, `lib/${name}.ts`])),
  // Other packages, and `#platform` and `#emitter`: package.json decides where they lead when they are imported.
  external: /^[^./]/,
  platform: 'neutral',
  tsconfig: 'tsconfig.build.json',
  output: {
    dir: 'dist',
    chunkFileNames: 'chunks/[name].js',
    minifyInternalExports: false,
    // Without the groups, what several entries share would be many small files to load.
    codeSplitting: {
      groups: [
        {
          name: 'base',
          test: /lib\/(errors|timers|text\/|link\/wake|protocol\/check-protocol|activity\/(?!diagnostics-channels))/,
        },
        {
          name: 'client',
          test: /lib\/(beam|client|index|link|observe|options|protocol|rpc|session|status|streams|traffic)(?!.*(caller-trace|loaded-rxjs|platform|ws-options))/,
        },
      ],
    },
    sourcemap: true,
  },
});

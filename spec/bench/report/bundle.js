/** The section of docs/performance.md about what a page loads, and how long Node takes to load it. */
import { readFileSync } from 'node:fs';

const parts = () => readFileSync(new URL('bundle-parts.md', import.meta.url), 'utf8').trim();

export const bundleSection = () => `## The bundle, part by part

What a minified and gzipped bundle, with rxjs outside, would be smaller by without each part, in kB (2026-11-26, by \`node spec/bench/parts.js\`).
The parts add up to a little less than the whole, since they compress each other. \`spec/package/budget.json\` has the figures that CI holds the
bundles to.

${parts()}

- **The targets** are 12.5 kB for \`BeamChat\` and 13.0 for \`RpcClient\` with \`jsonRpc\`. They are not met, and no part that could be left out
  would meet them: the rules ask for each. The words of errors, in all parts, are 1.2 and 1.7 kB.
- **What is not used** is not in it: neither protocol has anything of the other's client, and \`messages$\`, \`gapless\`, \`inWindow\` and
  \`onRefusal\` come only with their imports. \`hedge\`, \`concurrency\` and \`highWater\` are options that are numbers, so that a bundler cannot
  know whether an app gives them. Loading their code when they are given would need the network that they are there to do without.
- **Tried, and not kept:** shorter names for the members that only this library uses would save 0.2 kB of \`BeamChat\` and 0.3 of \`RpcClient\`,
  and a minifier that shortens expressions before publishing 0.2. The specs run the sources, and would not notice what either breaks.
- **Bundlers** leave out what an app does not use even if they do not read \`sideEffects\`: a spec imports each entry for nothing.

Node loads four files for \`import 'rx-beam'\`; it loaded some 130 before they were joined. By \`node spec/bench/start.js\`, in CPU time beside
\`rxjs\`, \`rxjs/webSocket\` and \`ws\` together, the import read 1.08, 1.25 and 1.38 in three runs on a very busy machine, and 1.30 before in one such run. The target is 1.20.`;

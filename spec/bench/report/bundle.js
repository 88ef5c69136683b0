/** The section of docs/performance.md about what a page loads, and how long Node takes to load it. */
import { readFileSync } from 'node:fs';

const parts = () => readFileSync(new URL('bundle-parts.md', import.meta.url), 'utf8').trim();

export const bundleSection = () => `## The bundle, part by part

The table shows by how many kB a minified and gzipped bundle, without rxjs, would shrink without each part (2026-11-26, measured by
\`node spec/bench/parts.js\`). The sum of the parts is a little less than the total, because gzip compresses them together.
\`spec/package/budget.json\` contains the limits that CI enforces.

${parts()}

- **The targets** are 12.5 kB for \`BeamChat\` and 13.0 for \`RpcClient\` with \`jsonRpc\`. The bundles do not meet them. Removing a single
  part would not be enough, and the rules require every part. The texts of errors, in all parts, take 1.2 and 1.7 kB.
- **The bundle contains only code that the app uses**: neither client contains code of the other protocol, and \`messages$\`, \`gapless\`, \`inWindow\`
  and \`onRefusal\` are included only if the app imports them. \`hedge\`, \`concurrency\` and \`highWater\` are numeric options, so a bundler cannot know
  whether an app sets them. The client cannot load their code on demand, because they are needed when the network is bad.
- **Tried, and not kept:** shorter names for internal members would save 0.2 kB in \`BeamChat\` and 0.3 in \`RpcClient\`, and minifying expressions
  before publishing would save 0.2. The specs run the sources, and would not notice if either change broke something.
- **Bundlers** drop unused code even if they ignore \`sideEffects\`: a spec imports each entry without using it.

For \`import 'rx-beam'\`, Node loads four files; before bundling, it loaded about 130. \`node spec/bench/start.js\` compares the CPU time of the import
with that of \`rxjs\`, \`rxjs/webSocket\` and \`ws\` together. Two runs on a quiet machine gave 1.07 and 1.09, and three on a very busy one 1.08,
1.25 and 1.38. The target is 1.20.`;

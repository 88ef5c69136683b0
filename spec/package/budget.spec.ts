import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { gzippedSize } from './browser-bundle.js';

/** What an app imports, by its name in budget.json: the one place for the figures, in bytes. */
const IMPORTS = {
  BeamChat: `export { BeamChat } from 'rx-beam';`,
  'RpcClient with jsonRpc': `export { RpcClient } from 'rx-beam'; export { jsonRpc } from 'rx-beam/json-rpc';`,
} as const;

type Budget = Readonly<Record<keyof typeof IMPORTS | 'growth', number>>;

describe('the bundle, minified and gzipped, with RxJS outside,', () => {
  for (const [what, contents] of Object.entries(IMPORTS) as [keyof typeof IMPORTS, string][]) {
    it(`of ${what} keeps to its budget`, async () => {
      const budget: Budget = JSON.parse(await readFile(join(ROOT, 'spec/package/budget.json'), 'utf8'));
      const size = await gzippedSize(contents);
      const why = 'make it smaller, or say in the commit what the growth buys and change spec/package/budget.json';
      expect(size, why).to.be.at.most(budget[what] + budget.growth);
      expect(size, 'it became smaller: lower the figure in spec/package/budget.json').to.be.at.least(
        budget[what] - budget.growth,
      );
    });
  }
});

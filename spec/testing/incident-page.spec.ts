import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';

describe('docs/incidents.md', () => {
  for (const file of [
    'incident.ts',
    'send-state.ts',
    'incident.spec.ts',
    'ended.ts',
    'block-numbers.ts',
    'ended.spec.ts',
  ]) {
    it(`shows ${file} to the letter`, async () => {
      const source = await readFile(join(ROOT, 'spec/testing/incident', file), 'utf8');
      const shown = source
        .replace("'../../../lib/index.js'", "'rx-beam'")
        .replace("'../../../lib/json-rpc/index.js'", "'rx-beam/json-rpc'")
        .replace("'../../../lib/testing/index.js'", "'rx-beam/testing'");
      expect(await readFile(join(ROOT, 'docs/incidents.md'), 'utf8')).to.include(`\n${shown}\`\`\`\n`);
    });
  }
});

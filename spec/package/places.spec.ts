import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';

const page = readFileSync(join(ROOT, 'docs', 'places.md'), 'utf8');
const blocks = [...page.matchAll(/<!-- (\S+) -->\n```json\n([\s\S]*?)```/g)];

/** Whether all that is said is so; what is not said may be anything. */
const holds = (said: unknown, real: unknown): boolean =>
  typeof said === 'object' && said !== null
    ? Object.entries(said).every(([name, value]) => holds(value, (real as Record<string, unknown> | undefined)?.[name]))
    : said === real;

describe('docs/places.md', () => {
  it('shows configurations', () => {
    expect(blocks).to.have.length.above(0);
  });

  for (const [, file = '', text = ''] of blocks) {
    it(`shows what ${file} has`, () => {
      const real: unknown = JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
      expect(holds(JSON.parse(text), real), text).to.equal(true);
    });
  }
});

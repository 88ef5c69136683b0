import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { textIn } from './ansi-to-svg.js';
import { drawFailover, PICTURE } from './failover.js';

describe('the picture of the chat in a terminal', function () {
  this.timeout(60_000);

  it('shows what the program does today; npm run pictures:terminal draws it anew', async () => {
    const [committed, now] = await Promise.all([readFile(join(ROOT, PICTURE), 'utf8'), drawFailover()]);
    expect(textIn(committed)).to.deep.equal(textIn(now));
    expect(committed).to.equal(now);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { CONTENDERS } from './contenders.js';
import { atADrop, COLUMNS, errorReply, playOne } from './situations.js';

describe('the comparison', () => {
  it('is of versions that docs/comparison.md names, in the situations that it names', async () => {
    const page = await readFile(join(ROOT, 'docs/comparison.md'), 'utf8');
    const { dependencies } = JSON.parse(await readFile(join(ROOT, 'spec/compare/package.json'), 'utf8'));
    for (const { package: name } of CONTENDERS) {
      if (name !== undefined) expect(page).to.contain(`${name} ${dependencies[name]}`);
    }
    for (const column of COLUMNS) expect(page).to.contain(column);
  });

  for (const contender of CONTENDERS.filter(each => each.package === undefined)) {
    it(`plays with our client what the server of ${contender.family} does`, async () => {
      expect(await playOne(contender, atADrop)).to.match(
        /^rejects .*: CallError \(kind disconnected, delivery unknown\)/,
      );
      expect(await playOne(contender, errorReply)).to.match(
        /^rejects .*: ReplyError \(kind refused, delivery answered\)/,
      );
    });
  }
});

import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { PAGE, rulesPage, specsByRule } from './table.js';

describe('the table of the rules', () => {
  it('is up to date: node --import tsx/esm spec/rules/table.ts', async () => {
    expect(await readFile(PAGE, 'utf8')).to.equal(await rulesPage());
  });

  it('has a spec for each rule', async () => {
    const without = [...(await specsByRule())].filter(([, files]) => files.length === 0).map(([rule]) => `R${rule}`);
    expect(without).to.deep.equal([]);
  });
});

import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { defaults } from '../../lib/beam/options.js';
import { defaults as serverDefaults } from '../../lib/server/options.js';
import { optionsPage, PAGE } from './options-page.js';

describe('the page of the options', () => {
  let rows: readonly string[];
  before(async () => {
    rows = (await readFile(PAGE, 'utf8')).split('\n').filter(line => line.startsWith('| `'));
  });

  it('is up to date: npm run update-golden', async () => {
    expect(await readFile(PAGE, 'utf8')).to.equal(await optionsPage());
  });

  it('has a row for each entry of the tables of defaults, with its value', () => {
    const numbers = Object.entries({ ...serverDefaults, ...defaults }).filter(([, value]) => Number.isFinite(value));
    expect(numbers).to.have.length.above(10);
    for (const name of [...Object.keys(defaults), ...Object.keys(serverDefaults)]) {
      expect(
        rows.filter(row => row.startsWith(`| \`${name}\` |`)),
        name,
      ).to.have.length.above(0);
    }
    for (const [name, value] of numbers) {
      const plain = rows.map(row => row.replace(/(?<=\d)_(?=\d)/g, ''));
      expect(
        plain.some(row => row.startsWith(`| \`${name}\` |`) && row.includes(`\`${value}\``)),
        name,
      ).to.equal(true);
    }
  });

  it('says of each option what it does', () => {
    expect(rows.filter(row => /\|\s*\|$/.test(row))).to.deep.equal([]);
  });
});

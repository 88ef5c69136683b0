import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../kit/consumer.js';
import { golden } from '../kit/golden.js';

const FOLDER = join(ROOT, 'spec', 'rules');
const LIST = 'spec/rules/titles.txt';

/** The titles in a source that name a rule, as written; a title that is put together counts as it stands in the source. */
const titlesIn = (source: string): string[] =>
  [...source.matchAll(/\bit\(\s*([`'"])((?:\\.|(?!\1)[\s\S])*)\1/g)]
    .map(([, , title = '']) => title)
    .filter(title => /\bR\d+\b/.test(title));

const titles = async (): Promise<string[]> => {
  const names = await readdir(FOLDER, { recursive: true });
  const sources = names.filter(each => each.endsWith('.spec.ts')).map(each => readFile(join(FOLDER, each), 'utf8'));
  return (await Promise.all(sources)).flatMap(titlesIn).sort();
};

/** Those of the list that are not there any more, as often as they are listed. */
const missing = (listed: readonly string[], present: readonly string[]): string[] => {
  const left = [...present];
  return listed.filter(title => {
    const at = left.indexOf(title);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

describe('the titles of the rules', () => {
  it('none is gone that spec/rules/titles.txt lists: npm run update-golden lists new ones', async () => {
    const present = await titles();
    const listed = (await golden(LIST, `${present.join('\n')}\n`)).split('\n').filter(each => each !== '');
    expect(listed).to.have.length.above(100);
    expect(missing(listed, present)).to.deep.equal([]);
  });

  it('one that is gone is named, also when another of the same words is left', () => {
    expect(missing(['R1: a', 'R1: a', 'R2: b'], ['R1: a', 'R3: new'])).to.deep.equal(['R1: a', 'R2: b']);
  });

  it('a title may be quoted in any way, and is found after any number of rules', () => {
    const source = ["it('R1: it\\'s', f)", 'it(`1 (R2): $' + '{x}`, f)', 'it(\n"R3, R4: y", f)', "it('none', f)"].join(
      ';',
    );
    expect(titlesIn(source)).to.deep.equal(["R1: it\\'s", '1 (R2): $' + '{x}', 'R3, R4: y']);
  });
});

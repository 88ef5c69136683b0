import { expect } from 'chai';
import fc from 'fast-check';
import { LineSplitter, MAX_LINE_LENGTH } from '../../../lib/cli/chat/line-splitter.js';

const split = (...chunks: string[]): string[] => {
  const splitter = new LineSplitter();
  return [...chunks.flatMap(chunk => splitter.push(chunk)), ...splitter.end()];
};

describe('LineSplitter', () => {
  for (const [chunks, lines] of [
    [[], []],
    [[''], []],
    [['one\ntwo\n'], ['one', 'two']],
    [
      ['one\ntw', 'o'],
      ['one', 'two'],
    ],
    [['\n\n'], ['', '']],
    [['a\r\nb\rc\u2028d\u2029e'], ['a', 'b', 'c', 'd', 'e']],
    [
      ['a\r', '\nb\r', 'c\r'],
      ['a', 'b', 'c'],
    ],
  ] as const) {
    it(`splits ${JSON.stringify(chunks)}`, () => expect(split(...chunks)).to.deep.equal(lines));
  }

  it('gives the same lines however the text is cut into chunks', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\u2028') });
    fc.assert(
      fc.property(fc.array(text), chunks => {
        expect(split(...chunks)).to.deep.equal(split(chunks.join('')));
      }),
    );
  });

  it('cuts a line that is too long as soon as it is, and skips the rest of it', () => {
    const splitter = new LineSplitter();
    const chunk = 'x'.repeat(MAX_LINE_LENGTH);
    const tooLong = 'x'.repeat(MAX_LINE_LENGTH + 1);
    expect(splitter.push(chunk)).to.deep.equal([]);
    expect(splitter.push('x')).to.deep.equal([tooLong]);
    for (let i = 0; i < 100; i += 1) expect(splitter.push(chunk)).to.deep.equal([]);
    expect(splitter.push('end\r')).to.deep.equal([]);
    expect(splitter.push('\nnext\n')).to.deep.equal(['next']);
    expect(splitter.push(`${chunk}xyz\nshort\n`)).to.deep.equal([tooLong, 'short']);
    expect(splitter.push(chunk)).to.deep.equal([]);
    expect(splitter.end()).to.deep.equal([chunk]);
    expect(split(`${chunk}xx`)).to.deep.equal([tooLong]);
  });
});

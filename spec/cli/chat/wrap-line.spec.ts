import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { widthOf } from '../../../lib/cli/chat/measure.js';
import { coloured } from '../../../lib/cli/chat/paint.js';
import { wrapLine } from '../../../lib/cli/chat/wrap-line.js';

describe('wrapLine', () => {
  it('leaves alone what fits, and what has no width', () => {
    expect(wrapLine('20:21 ada: hello there', 22)).to.deep.equal(['20:21 ada: hello there']);
    expect(wrapLine('x '.repeat(500), Number.POSITIVE_INFINITY)).to.have.length(1);
    expect(wrapLine('x '.repeat(500), 0)).to.have.length(1);
  });

  it('breaks between words, and goes on under the text', () => {
    expect(wrapLine('20:21 ada: hello to all of you', 20)).to.deep.equal(['20:21 ada: hello to', '      all of you']);
    expect(wrapLine('25 Nov 20:21 ada: hello to all', 24)).to.deep.equal([
      '25 Nov 20:21 ada: hello',
      '             to all',
    ]);
    expect(wrapLine('-- the connection is lost, alas', 20)).to.deep.equal(['-- the connection is', '   lost, alas']);
    expect(wrapLine('something else that fails here', 20)).to.deep.equal(['something else that', '  fails here']);
  });

  it('indents what follows an indented line deeper, wherever the break falls in its blanks', () => {
    for (const blanks of [2, 8, 9, 10, 11, 20])
      expect(wrapLine(`   /me text${' '.repeat(blanks)}describe what you do`, 20), String(blanks)).to.deep.equal([
        '   /me text',
        '     describe what',
        '     you do',
      ]);
  });

  it('knows how wide characters and how narrow colours are', () => {
    const line = `20:21 ${coloured('cyan', 'ada')}: 日本 日本 日本 日本`;
    const rows = wrapLine(line, 20);
    expect(rows.map(stripVTControlCharacters)).to.deep.equal(['20:21 ada: 日本 日本', '      日本 日本']);
    for (const row of rows) expect(widthOf(row)).to.be.at.most(20);
  });

  it('loses nothing, and leaves a word that is too wide to the terminal', () => {
    const line = `-- ${'w'.repeat(50)}  two  blanks ${'x'.repeat(30)} end`;
    expect(wrapLine(line, 20).join(' ').replace(/ +/g, ' ')).to.equal(line.replace(/ +/g, ' '));
  });
});

import { expect } from 'chai';
import { runsOf, textIn, toSvg } from './ansi-to-svg.js';

const brief = (row: string) => (runsOf([row])[0] ?? []).map(({ text, column }) => [text, column]);

describe('runsOf', () => {
  it('cuts a row where its style changes', () => {
    expect(brief('20:15 \u001b[36mbob\u001b[39m: hi')).to.deep.equal([
      ['20:15 ', 0],
      ['bob', 6],
      [': hi', 9],
    ]);
    expect(brief('')).to.deep.equal([]);
    expect(brief('日本\u001b[1mx')).to.deep.equal([
      ['日本', 0],
      ['x', 4],
    ]);
  });

  it('reads colours, bold and dim, until they are reset', () => {
    const [a, b, c, d, e] = runsOf(['a\u001b[31mb\u001b[1;2mc', '\u001b[22md\u001b[me']).flat();
    expect(b).to.include({ isBold: false, isDim: false }).and.not.have.property('colour', a?.colour);
    expect(c).to.include({ isBold: true, isDim: true, colour: b?.colour });
    expect(d).to.include({ isBold: false, isDim: false, colour: b?.colour });
    expect(e).to.include({ isBold: false, isDim: false, colour: a?.colour });
  });
});

describe('toSvg', () => {
  const rows = ['a \u001b[32m<b>\u001b[39m & c', '', '> '];
  const svg = toSvg('A title', [
    { caption: 'before', rows, columns: 20 },
    { caption: 'after', rows: ['x'], columns: 20 },
  ]);

  it('keeps the text as text', () => {
    expect(textIn(svg)).to.deep.equal(['before', 'a <b> & c', '', '> ', 'after', 'x']);
    expect(svg).to.include('<title>A title</title>').and.include('>&lt;b&gt;</tspan>');
  });

  it('says how long each run is, so that columns stay below each other in every font', () => {
    expect(svg).to.match(/<tspan x="30\.8" textLength="25\.2" fill="#98c379">&lt;b/);
  });
});

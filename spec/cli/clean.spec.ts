import { expect } from 'chai';
import fc from 'fast-check';
import { clean, cleanJson } from '../../lib/cli/clean.js';

const ESC = '\u001b';

describe('clean', () => {
  it('leaves words, umlauts and emoji alone', () => {
    expect(clean('Grüße, 你好, 👩‍👩‍👧')).to.equal('Grüße, 你好, 👩‍👩‍👧');
  });

  it('takes out colours, titles and whatever else a terminal obeys', () => {
    expect(clean(`a${ESC}[31mb${ESC}[2Jc${ESC}]0;title\u0007d\u0007e\u009b31mf`)).to.equal('abcdef');
  });

  it('makes no escape sequence of the parts of one', () => {
    expect(clean(`${ESC}${ESC}[31m[31mred`)).not.to.include(ESC);
  });

  it('takes out what turns text around or hides it', () => {
    expect(clean('a\u202eb\u2066c\u200bd')).to.equal('abcd');
  });

  it('keeps to one line', () => {
    expect(clean('one\r\ntwo\u2028three\tfour')).to.equal('one two three four');
  });

  it('cuts what is far too long', () => {
    expect(clean('x'.repeat(1_000_000))).to.have.length(2_001);
  });

  it('lets no control character through, whatever comes', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(ESC, '[', ']', ';', '3', 'm', '\u009b', '\u0007', '\\', 'x', '\n'),
    });
    fc.assert(fc.property(hostile, text => !/\p{Cc}/u.test(clean(text))));
  });
});

describe('cleanJson', () => {
  it('escapes what JSON does not, and loses nothing', () => {
    const value = { text: `${ESC}[31m\u009b2J\u007f\u202e\u2028👩‍👧\u{e0041}` };
    const json = cleanJson(JSON.stringify(value));
    expect(json).not.to.match(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(JSON.parse(json)).to.deep.equal(value);
  });
});

import { expect } from 'chai';
import { lineOf } from '../../lib/observe/line.js';

const same = (text: string) => text;

describe('lineOf', () => {
  it('R51: masks before it shortens, so that no part of a secret is left', () => {
    const text = `${'a'.repeat(236)}SECRETS`;
    expect(lineOf(text, each => each.replace('SECRETS', '…'))).to.equal(`${'a'.repeat(236)}…`);
    expect(lineOf('a'.repeat(9_000), same)).to.equal(`${'a'.repeat(240)}…`);
  });

  it('R51: has no end of line and no command for a terminal in it', () => {
    const line = lineOf('a\nb\u001b[2J\u009b\u2028c', same);
    expect(line).to.equal('a\\u000ab\\u001b[2J\\u009b\\u2028c');
  });
});

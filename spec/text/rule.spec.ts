import { expect } from 'chai';
import { flag, isRecord, isToken, isWhole, ms, type Rule, text } from '../../lib/text/rule.js';
import { MAX_TIMER_MS } from '../../lib/timers.js';

const held = (rule: Rule, values: readonly unknown[]) => values.filter(rule.holds);

describe('the rules of options', () => {
  it('a time is a number of ms from the least to the longest timer', () => {
    const values = [-1, 0, 1, 0.5, MAX_TIMER_MS, MAX_TIMER_MS + 1, Number.POSITIVE_INFINITY, Number.NaN, '5', 5n];
    expect(held(ms(0, false), values)).to.deep.equal([0, 1, 0.5, MAX_TIMER_MS]);
    expect(held(ms(1, true), values)).to.deep.equal([1, MAX_TIMER_MS, Number.POSITIVE_INFINITY]);
  });

  it('says what a value must be', () => {
    expect(ms(1, true).must).to.equal(`a number of ms from 1 to ${MAX_TIMER_MS}, or Infinity`);
    expect([flag.must, text.must]).to.deep.equal(['true or false', 'a string']);
  });

  it('a record has its entries as properties', () => {
    expect([{}, { a: 1 }, Object.create(null)].map(isRecord)).to.deep.equal([true, true, true]);
    expect([new Map(), [], null, 'a', new URLSearchParams()].map(isRecord)).to.deep.equal(Array(5).fill(false));
  });

  it('a token is what a header or a sub-protocol may be called', () => {
    expect(['chat', 'v1.json', "!#$%&'*+-.^_`|~"].map(isToken)).to.deep.equal([true, true, true]);
    expect(['', 'a b', 'ü', 'a,b', 'a\n', 7].map(isToken)).to.deep.equal(Array(6).fill(false));
  });

  it('a whole number is 0 or more', () => {
    expect([0, 1, 2 ** 40].map(isWhole)).to.deep.equal([true, true, true]);
    expect([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1'].map(isWhole)).to.deep.equal(Array(5).fill(false));
  });
});

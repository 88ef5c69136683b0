import { expect } from 'chai';
import { flag, isRecord, isToken, isWhole, ms, oneOf, type Rule, text, whole } from '../../lib/text/rule.js';
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

  it('a whole number may have a least and a most', () => {
    const values = [-1, 0, 1, 1.5, 3, 4, 2 ** 53, Number.NaN, '1', 1n];
    expect(held(whole(1), values)).to.deep.equal([1, 3, 4]);
    expect(held(whole(0, 3), values)).to.deep.equal([0, 1, 3]);
    expect([whole(1).must, whole(0, 3).must]).to.deep.equal(['a whole number from 1 up', 'a whole number from 0 to 3']);
  });

  it('one of several names is none of those that every object has', () => {
    const rule = oneOf('first', 'every');
    expect(rule.must).to.equal("'first' or 'every'");
    expect(held(rule, ['first', 'every', 'last', 'toString', '0', 0, undefined])).to.deep.equal(['first', 'every']);
  });
});

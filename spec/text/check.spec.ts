import { expect } from 'chai';
import { check, copyOf, whatIsWrongIn, withoutGaps } from '../../lib/text/check.js';
import { rule } from '../../lib/text/rule.js';
import { thrownBy } from '../kit/facts.js';

const rules = {
  size: rule('a number', value => typeof value === 'number'),
  key: rule('a string', value => typeof value === 'string'),
};
const messageOf = (act: () => unknown) => (thrownBy(act) as TypeError).message;
const wild = (given: object) => given as { size?: number };

describe('check', () => {
  it('gives the options that hold, without those that are undefined', () => {
    expect(check({ size: 1, key: undefined }, rules)).to.deep.equal({ size: 1 });
    expect(check(undefined, rules)).to.deep.equal({});
  });

  it('names the option that is unknown, and those that there are', () => {
    expect(messageOf(() => check(wild({ seize: 1 }), rules, { path: 'spool.' }))).to.equal(
      'there is no option "spool.seize": there are size, key',
    );
    expect(messageOf(() => check(wild({ toString: 1 }), rules))).to.include('there is no option "toString"');
  });

  for (const [given, said] of [
    [null, 'null'],
    ['x', '"x"'],
    [5, '5'],
    [[], 'an array of 0'],
    [() => 1, 'a function'],
    [new Map(), 'an iterable'],
  ])
    it(`refuses ${said} in place of the options`, () => {
      expect(messageOf(() => check(given as object, rules, { of: ' of record()' }))).to.equal(
        `the options of record() must be an object, not ${said}`,
      );
    });

  it('lets others pass where they may', () => {
    expect(check(wild({ seize: 1 }), rules, { allowsOthers: true })).to.deep.equal({ seize: 1 });
  });

  it('names the option that is impossible, with its value', () => {
    expect(messageOf(() => check(wild({ size: '5' }), rules))).to.equal('the option size must be a number, not "5"');
  });

  it('says what is wrong within the value, if its rule can', () => {
    const odd = rule(
      'all even',
      value => value !== '21' && value !== 'k3y',
      value => (value === '21' ? 'with a 1 at the end' : undefined),
    );
    const said = (value: string) => messageOf(() => check({ odd: value }, { odd }, { secrets: 'all' }));
    expect(said('21')).to.equal('the option odd must be all even, not with a 1 at the end');
    expect(said('k3y')).to.equal('the option odd must be all even, not a string');
  });

  it('R26: shows only the kind of a value that may hold a key', () => {
    const secrets = new Set(['key']);
    expect(messageOf(() => check(wild({ key: 7 }), rules, { secrets }))).to.equal(
      'the option key must be a string, not a number',
    );
    expect(messageOf(() => check(wild({ size: 'k3y' }), rules, { path: 'ws.', secrets: 'all' }))).to.equal(
      'the option ws.size must be a number, not a string',
    );
  });
});

describe('whatIsWrongIn', () => {
  it('returns the error that check throws, or nothing', () => {
    expect(whatIsWrongIn({ size: '5' }, rules)?.message).to.equal('the option size must be a number, not "5"');
    expect(whatIsWrongIn({ size: 5, key: undefined }, rules)).to.equal(undefined);
  });
});

describe('withoutGaps', () => {
  it('leaves out what is undefined, and keeps null', () => {
    expect(withoutGaps({ a: undefined, b: null, c: 0 })).to.deep.equal({ b: null, c: 0 });
  });
});

describe('copyOf', () => {
  it('copies and freezes an array, and gives anything else as it is', () => {
    const array = [1, 2];
    const copy = copyOf(array);
    expect(copy).to.deep.equal(array);
    expect(copy).not.to.equal(array);
    expect(Object.isFrozen(copy)).to.equal(true);
    const own = () => 1;
    expect([copyOf('a'), copyOf(own)]).to.deep.equal(['a', own]);
  });
});

import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { describeCause, kindOf, quote } from '../../lib/text/quote.js';

describe('quote', () => {
  const values: [value: unknown, quoted: string][] = [
    ['a "b"', '"a \\"b\\""'],
    ['', '""'],
    ['x'.repeat(120), `"${'x'.repeat(120)}"`],
    ['x'.repeat(121), `"${'x'.repeat(120)}…"`],
    [['k3y', 2], 'an array of 2'],
    [new Map([['k3y', 2]]), 'an iterable'],
    [() => 'k3y', 'a function'],
    [{ authkey: 'k3y' }, 'an object'],
    [12n, '12n'],
    [-0.5, '-0.5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
  ];
  for (const [value, quoted] of values) {
    it(`shows ${quoted.slice(0, 20)}`, () => expect(quote(value)).to.equal(quoted));
  }

  it('R26: whatever comes, it is short, and nothing of an object shows', () => {
    const secret = fc.constant('k3y-that-nobody-may-see');
    const holder = fc.oneof(fc.array(secret, { minLength: 1 }), fc.dictionary(fc.string(), secret, { minKeys: 1 }));
    fc.assert(fc.property(holder, value => !quote(value).includes('k3y')));
    fc.assert(fc.property(fc.anything(), value => quote(value).length < 800));
  });
});

describe('kindOf', () => {
  const kinds: [value: unknown, kind: string][] = [
    ['k3y', 'a string'],
    ['', 'an empty string'],
    [7, 'a number'],
    [true, 'true'],
    [['k3y'], 'an array of 1'],
    [{ k3y: 1 }, 'an object'],
  ];
  for (const [value, kind] of kinds)
    it(`R26: names ${kind}, and shows nothing of it`, () => expect(kindOf(value)).to.equal(kind));
});

describe('describeCause', () => {
  const coded = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  const itself = new AggregateError([]);
  itself.errors.push(itself);
  const causes: [what: string, cause: unknown, words: string][] = [
    ['an error’s message', new Error('no route'), 'no route'],
    ['its first error’s, without one', new AggregateError([new Error('refused'), new Error('other')]), 'refused'],
    ['its cause’s, without one', new Error(' ', { cause: new Error('deep') }), 'deep'],
    ['its code, without words', coded, 'ECONNREFUSED'],
    ['its name, without a code', new RangeError(), 'RangeError'],
    ['the name of one that holds itself', itself, 'AggregateError'],
    ['the words of an error of another realm', runInNewContext('new TypeError("elsewhere")'), 'elsewhere'],
    ['a thrown string, quoted', 'no', '"no"'],
    ['an object without looking into it', { message: 'k3y' }, 'an object'],
  ];
  for (const [what, cause, words] of causes) it(`says ${what}`, () => expect(describeCause(cause)).to.equal(words));

  it('says something of what throws when it is looked at', () => {
    const hostile = new Proxy(new Error(), {
      get: () => {
        throw new Error('no');
      },
    });
    expect(describeCause(hostile)).to.equal('an object');
  });
});

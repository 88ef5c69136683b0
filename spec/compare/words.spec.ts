import { expect } from 'chai';
import { after, endingWords, errorWords, heardWords } from './words.js';

describe('the words of the comparison', () => {
  it('say how a call ended, and when', () => {
    expect(after(299)).to.equal('at once');
    expect(after(2_040)).to.equal('after 2 s');
    expect(endingWords({ how: 'pending', ms: 3_000 })).to.equal('pending after 3 s');
    expect(endingWords({ how: 'resolved', value: undefined, ms: 0 })).to.equal('resolves at once, with undefined');
    const error = new TypeError('no');
    expect(endingWords({ how: 'rejected', error, ms: 1_500 })).to.equal('rejects after 1.5 s: TypeError: no');
  });

  it('say of an error what a program can tell it by, and what is at its bottom', () => {
    const error = Object.assign(new Error('lost\nmore'), { kind: 'disconnected', delivery: 'unknown' });
    expect(errorWords(error)).to.equal('Error (kind disconnected, delivery unknown): lost');
    const cause = new Error('failed', { cause: { message: 'connect ECONNREFUSED' } });
    expect(errorWords(new Error('outer', { cause }))).to.equal('Error: outer (connect ECONNREFUSED)');
    expect(errorWords({ code: 1 })).to.equal('a value: {"code":1}');
    expect(errorWords(undefined)).to.equal('a value: undefined');
    expect(errorWords(new Error('x'.repeat(100)))).to.equal(`Error: ${'x'.repeat(70)}…`);
  });

  it('say what became of a subscription', () => {
    expect(heardWords([], 6_000)).to.equal('no item within 6 s');
    const error = new Error('closed');
    const heard = [
      { what: 'error', ms: 10, error },
      { what: 'item', ms: 2_000 },
      { what: 'item', ms: 2_100 },
    ] as const;
    expect(heardWords(heard, 6_000)).to.equal('error at once: Error: closed; items again after 2 s');
    expect(heardWords([{ what: 'complete', ms: 1 }], 6_000)).to.equal('completes at once; no item within 6 s');
  });
});

import { expect } from 'chai';
import { inOrder } from '../../lib/streams/in-order.js';

const keyed = (letters: string) => [...letters].map(value => ({ key: value.toLowerCase(), value }));

/** Capitals are from the answer. */
const merged = (answer: string, held: string, before = 0): string =>
  inOrder(keyed(answer), keyed(held), before)
    .map(({ value }) => value)
    .join('');

describe('inOrder', () => {
  const CASES: readonly (readonly [title: string, answer: string, held: string, expected: string, before?: number])[] =
    [
      ['nothing and nothing is nothing', '', '', ''],
      ['an answer alone is as it is', 'AB', '', 'AB'],
      ['what is held alone is as it is', '', 'ab', 'ab'],
      ['R40: the answer comes before what is held', 'AB', 'cd', 'ABcd'],
      ['R40: what is in both is there once, and as answered', 'ABC', 'bcd', 'ABCd'],
      ['R40: what is in both is where the answer has it', 'ABC', 'cbd', 'ABCd'],
      ['R40: what is held and older comes before the answer', 'CD', 'abcde', 'abCDe', 2],
      ['R40: what is in both is not older', 'ABD', 'cadbe', 'cABDe', 2],
    ];
  for (const [title, answer, held, expected, before] of CASES) {
    it(title, () => {
      expect(merged(answer, held, before)).to.equal(expected);
    });
  }

  it('takes more values than a function takes arguments, in an instant', () => {
    const many = Array.from({ length: 500_000 }, (_, key) => ({ key, value: key }));
    const merged = inOrder(many.slice(450_000), many.slice(0, 470_000), 450_000);
    expect(merged).to.have.length(500_000);
    expect(merged.every(({ value }, place) => value === place)).to.equal(true);
  });
});

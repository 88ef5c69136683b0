import { expect } from 'chai';
import { parseDuration } from '../../lib/server/duration.js';

describe('a duration', () => {
  const spans: [unknown, number, string][] = [
    ['30s', 30_000, '30s'],
    ['1m15s', 75_000, '1m15s'],
    ['2h', 7_200_000, '2h'],
    ['1d1s', 86_401_000, '1d1s'],
    ['30', 30_000, '30s'],
    [30, 30_000, '30s'],
    [0.5, 500, '0.5s'],
  ];
  for (const [given, ms, words] of spans)
    it(`${given} is ${ms} ms`, () => expect(parseDuration(given)).to.deep.equal({ is: 'span', ms, words }));

  it('may be clear', () => expect(parseDuration('clear')).to.deep.equal({ is: 'clear' }));

  for (const given of ['', '0', '0s', 0, -1, Number.NaN, '1s1m', '1 s', 's', 'Clear', '-30s', null, undefined, {}, []])
    it(`is not ${JSON.stringify(given)}`, () => expect(parseDuration(given)).to.equal(undefined));
});

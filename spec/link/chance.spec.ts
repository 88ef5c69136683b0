import { expect } from 'chai';
import { nextAddress, startLap, withList } from '../../lib/link/addresses.js';
import { backoffMs } from '../../lib/link/backoff.js';
import { chanceOf, checkChance } from '../../lib/link/chance.js';
import { unhandledDuring } from '../rules/kit.js';

const ALMOST_ONE = 1 - Number.EPSILON / 2;
const invalid = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  -Number.MIN_VALUE,
  1,
  2,
  '0.5',
  null,
  undefined,
  5n,
  {},
];

/** A `random` of the user's, made safe. */
const safeRandom =
  (random: () => unknown, report: (error: TypeError) => void = () => {}) =>
  (): number =>
    chanceOf(random, report);

describe('chanceOf', () => {
  it('R4: calls random each time, and returns its value', () => {
    const values = [0, 0.25, ALMOST_ONE];
    const chance = safeRandom(() => values.shift());
    expect([chance(), chance(), chance()]).to.deep.equal([0, 0.25, ALMOST_ONE]);
  });

  for (const value of invalid) {
    it(`R4: returns a valid number when random returns ${typeof value} ${value}`, () => {
      const chance = safeRandom(() => value);
      expect(backoffMs(0, { initial: 1_000, max: 1_000 }, chance())).to.equal(500);
      expect(nextAddress(withList(startLap, ['a', 'b', 'c']), chance())).to.equal('b');
    });
  }

  it('R25: returns a valid number when random throws, and reports each error', async () => {
    const boom = new Error('boom');
    const chance = safeRandom(() => {
      throw boom;
    });
    const chances: number[] = [];
    expect(await unhandledDuring(() => chances.push(chance(), chance()))).to.deep.equal([boom, boom]);
    expect(chances).to.deep.equal([0.5, 0.5]);
  });

  it('reports an invalid value, and names the option', () => {
    const reported: unknown[] = [];
    chanceOf(
      () => '7',
      error => reported.push(error),
    );
    expect(reported.map(String)).to.deep.equal([
      'TypeError: the option random must return a number in [0, 1), not "7"',
    ]);
  });
});

describe('checkChance', () => {
  it('returns a number in [0, 1)', () => {
    for (const value of [0, 0.25, ALMOST_ONE]) expect(checkChance(value)).to.equal(value);
  });

  for (const value of invalid) {
    it(`throws a TypeError for ${typeof value} ${value}`, () => {
      expect(() => checkChance(value as number)).to.throw(
        TypeError,
        'the option random must return a number in [0, 1), not ',
      );
    });
  }
});

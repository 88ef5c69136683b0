import { expect } from 'chai';
import { backoffMs, isAbsence } from '../../lib/link/backoff.js';

describe('backoffMs', () => {
  const backoff = { initial: 500, max: 30_000 };
  const ALMOST_ONE = 1 - Number.EPSILON / 2;

  const cases: [title: string, laps: number, chance: number, ms: number][] = [
    ['R4: is full jitter, so it may be 0', 0, 0, 0],
    ['R4: is half the cap when random returns 0.5', 0, 0.5, 250],
    ['R4: stays below the cap', 0, ALMOST_ONE, 499],
    ['R4: has a cap that doubles with each lap', 1, 0.5, 500],
    ['R4: has a cap that doubles with each lap again', 5, 0.5, 8_000],
    ['R4: applies the jitter inside max', 6, 0.5, 15_000],
    ['R4: stays below max', 6, ALMOST_ONE, 29_999],
    ['R4: does not overflow 32 bits', 32, 0.5, 15_000],
    ['R4: does not overflow safe integers', 54, 0.5, 15_000],
    ['R4: does not overflow to Infinity', 5_000, 0.5, 15_000],
    ['R4: may be 0 after many laps too', 5_000, 0, 0],
  ];
  for (const [title, laps, chance, ms] of cases) {
    it(title, () => expect(backoffMs(laps, backoff, chance)).to.equal(ms));
  }

  it('R4: is never longer than max, even if initial is', () => {
    expect(backoffMs(0, { initial: 500, max: 100 }, 0.5)).to.equal(50);
  });

  it('R4: is never longer than a timer can be', () => {
    expect(backoffMs(60, { initial: 500, max: Number.POSITIVE_INFINITY }, 0.5)).to.equal(2 ** 30 - 1);
  });

  it('R4: is a whole number of ms', () => {
    expect(backoffMs(0, { initial: 5, max: 30_000 }, 0.5)).to.equal(2);
  });

  it('R4: is 0 when initial is 0', () => {
    for (const laps of [0, 1, 1023]) expect(backoffMs(laps, { initial: 0, max: 30_000 }, 0.5), `${laps}`).to.equal(0);
  });

  it('R4: is 0 when initial is 0, after any number of laps', () => {
    expect(backoffMs(5_000, { initial: 0, max: 30_000 }, 0.5)).to.equal(0);
  });
});

describe('isAbsence', () => {
  const cases: [lateMs: number, max: number, is: boolean][] = [
    [30_000, 30_000, false],
    [30_001, 30_000, true],
    [5_000, 10, false],
    [5_001, 10, true],
    [1e12, Number.POSITIVE_INFINITY, false],
  ];
  for (const [lateMs, max, is] of cases) {
    it(`R45: a wait that is ${lateMs} ms late is ${is ? 'one' : 'none'} if waits take ${max} ms at most`, () => {
      expect(isAbsence(lateMs, { initial: 5, max })).to.equal(is);
    });
  }
});

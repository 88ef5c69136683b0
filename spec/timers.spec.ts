import { expect } from 'chai';
import { asyncScheduler, firstValueFrom, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { isBounded, MAX_TIMER_MS, monotonicClock } from '../lib/timers.js';
import { replaceGlobals } from './kit/globals.js';

const HOUR_MS = 3_600_000;

describe('MAX_TIMER_MS', () => {
  it('is the longest delay that Node takes without a warning', async () => {
    let warnings = 0;
    const count = () => {
      warnings += 1;
    };
    process.on('warning', count);
    clearTimeout(setTimeout(() => {}, MAX_TIMER_MS));
    await firstValueFrom(timer(0));
    process.off('warning', count);
    expect(warnings).to.equal(0);
    expect(MAX_TIMER_MS).to.equal(2_147_483_647);
  });
});

describe('isBounded', () => {
  const cases: [ms: number, bounded: boolean][] = [
    [0, false],
    [1, true],
    [0.5, true],
    [MAX_TIMER_MS, true],
    [Number.POSITIVE_INFINITY, false],
  ];
  for (const [ms, bounded] of cases) {
    it(`R15: a limit of ${ms} ms ${bounded ? 'is bounded' : 'waits for ever'}`, () => {
      expect(isBounded(ms)).to.equal(bounded);
    });
  }
});

describe('monotonicClock', () => {
  const { set } = replaceGlobals();
  const dateOf = (now: () => number) =>
    class extends Date {
      static override now = now;
    };

  it('R15: measures real time', async () => {
    const clock = monotonicClock();
    const start = clock();
    await firstValueFrom(timer(20));
    // Timers of Node may fire up to 1 ms early by this clock.
    expect(clock() - start)
      .to.be.at.least(19)
      .and.below(5_000);
  });

  it('R15: setting the system time does not move it', () => {
    const { now } = Date;
    const clock = monotonicClock();
    const start = clock();
    try {
      Date.now = () => now() - HOUR_MS;
      expect(clock() - start)
        .to.be.at.least(0)
        .and.below(5_000);
    } finally {
      Date.now = now;
    }
  });

  it('R15: a system time that was set before does not matter', () => {
    const { now } = Date;
    try {
      Date.now = () => now() - HOUR_MS;
      const clock = monotonicClock();
      const start = clock();
      Date.now = now;
      expect(clock() - start)
        .to.be.at.least(0)
        .and.below(5_000);
    } finally {
      Date.now = now;
    }
  });

  it(
    'R15: virtual time moves it',
    marbles(m => {
      const clock = monotonicClock();
      const start = clock();
      let elapsed = -1;
      m.scheduler.schedule(() => {
        elapsed = clock() - start;
      }, HOUR_MS);
      m.flush();
      expect(elapsed).to.equal(HOUR_MS);
    }),
  );

  it(
    'R15: virtual time moves it also where it is close to the real time',
    marbles(m => {
      const ahead = Date.now() + 500;
      m.scheduler.now = () => ahead + m.scheduler.frame;
      const clock = monotonicClock();
      const start = clock();
      m.scheduler.schedule(() => {}, 20);
      m.flush();
      expect(clock() - start).to.equal(20);
    }),
  );

  it('is real again after virtual time', () => {
    const clock = monotonicClock();
    expect(Math.abs(clock() - performance.now())).to.be.below(5_000);
  });

  it('uses the time of RxJS where there is no performance', () => {
    for (const value of [undefined, {}]) {
      set('performance', value);
      expect(Math.abs(monotonicClock()() - asyncScheduler.now())).to.be.below(5_000);
    }
  });

  it('follows fake timers that replace performance too', () => {
    let fake = 7;
    const clock = (() => {
      set(
        'Date',
        dateOf(() => 0),
      );
      set('performance', { now: () => fake });
      return monotonicClock();
    })();
    expect(clock()).to.equal(7);
    fake += HOUR_MS;
    expect(clock()).to.equal(7 + HOUR_MS);
  });

  const fakes: Record<string, (now: () => number) => unknown> = {
    'a class of its own': dateOf,
    'a proxy that is marked': now =>
      new Proxy(Date, { get: (_, key) => (key === 'now' ? now : undefined), has: () => true }),
  };
  for (const [what, fakeDate] of Object.entries(fakes)) {
    it(`follows fake timers that replace only Date, by ${what}`, () => {
      let fake = 7;
      set(
        'Date',
        fakeDate(() => fake),
      );
      const clock = monotonicClock();
      expect(clock()).to.equal(7);
      fake += HOUR_MS;
      expect(clock()).to.equal(7 + HOUR_MS);
    });
  }
});

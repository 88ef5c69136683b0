import { expect } from 'chai';
import { asyncScheduler, map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { longTimer } from '../../lib/testing/long-timer.js';

const MAX = 2 ** 31 - 1;

/** The delays that a function asks RxJS's timers for. */
const delaysOf = (run: () => void): number[] => {
  const delays: number[] = [];
  const { schedule } = asyncScheduler;
  asyncScheduler.schedule = function (this: typeof asyncScheduler, work, delay = 0, state) {
    delays.push(delay);
    return schedule.call(this, work as never, delay, state as never);
  } as typeof schedule;
  try {
    run();
  } finally {
    asyncScheduler.schedule = schedule;
  }
  return delays;
};

describe('longTimer', () => {
  for (const ms of [0, 1, MAX, MAX + 1, 5 * MAX + 7]) {
    it(
      `emits after ${ms} ms, and starts no timer that overflows`,
      marbles(m => {
        const delays = delaysOf(() => {
          m.expect(longTimer(ms).pipe(map(() => 'x'))).toBeObservable(`${ms}ms (x|)`);
          m.flush();
        });
        expect(delays).to.have.length(Math.max(1, Math.ceil(ms / MAX)));
        expect(Math.max(...delays)).to.be.at.most(MAX);
      }),
    );
  }
});

import { expect } from 'chai';
import { Subject } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BootReminder } from '../../lib/traffic/boot-reminder.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const stage = () => {
  const { calls, prepare } = stageCalls();
  const warned$ = new Subject<string>();
  const reminder = new BootReminder(calls.unsettled, message => warned$.next(message));
  const waits = () => {
    const call = prepare('msg');
    calls.unsettled.add();
    calls.unsettled.spool.push(call);
    reminder.remind();
  };
  return { reminder, calls, waits, warned$ };
};
const said = (what: string) => `${what} of a client wait for boot(), which was never called`;

describe('BootReminder', () => {
  it(
    'warns 5 s after the first call that waits, once for all that wait by then',
    marbles(m => {
      const { waits, warned$ } = stage();
      play(m, 'a 2s a', { a: waits });
      m.expect(warned$).toBeObservable('5s w', { w: said('2 calls') });
    }),
  );

  it(
    'warns of a single call as of one',
    marbles(m => {
      const { waits, warned$ } = stage();
      play(m, 'a', { a: waits });
      m.expect(warned$).toBeObservable('5s w', { w: said('1 call') });
    }),
  );

  for (const how of ['it is stopped', 'no call is left']) {
    it(
      `R27: says nothing, and leaves no timer, when ${how} before`,
      marbles(m => {
        const { reminder, calls, waits, warned$ } = stage();
        const timers: number[] = [];
        const end = () => {
          if (how === 'it is stopped') reminder.stop();
          else for (const call of calls.unsettled.spool) calls.unsettled.cancel(call);
          timers.push(timersOf(m));
        };
        play(m, 'a 2s e', { a: waits, e: end });
        m.expect(warned$).toBeObservable('-');
        m.flush();
        expect(timers).to.deep.equal([0]);
      }),
    );
  }
});

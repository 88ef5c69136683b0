import { expect } from 'chai';
import { Subject, Subscription } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Deadlines, NEVER_DUE, type Timed } from '../../lib/traffic/deadlines.js';
import { play, sleepyClock, timersOf } from '../kit/session-kit/play.js';

interface Named extends Timed {
  readonly name: string;
}
const item = (name: string): Named => ({ name, due: NEVER_DUE, before: undefined, after: undefined });

/** Deadlines, and a stream of the names of the items that are due. */
const stage = (then: (due: Named) => void = () => {}) => {
  const due$ = new Subject<string>();
  const late = (each: Named): void => {
    due$.next(each.name);
    then(each);
  };
  const deadlines = new Deadlines<Named>({ late });
  return { due$, deadlines, a: item('a'), b: item('b'), c: item('c') };
};

describe('Deadlines', () => {
  it(
    'reports each item once, when it is due',
    marbles(m => {
      const { due$, deadlines, a, b } = stage();
      m.expect(due$).toBeObservable('-----a--b');
      play(m, '                       a--b', { a: () => deadlines.watch(a, 5), b: () => deadlines.watch(b, 5) });
    }),
  );

  it(
    'reports items in the order in which they were added, also when several are due at once and with different delays',
    marbles(m => {
      const { due$, deadlines, a, b, c } = stage();
      m.expect(due$).toBeObservable('---c------(ab)');
      play(m, '                       w', {
        w: () => {
          deadlines.watch(a, 10);
          deadlines.watch(b, 10);
          deadlines.watch(c, 3);
        },
      });
    }),
  );

  for (const ms of [0, Number.POSITIVE_INFINITY]) {
    it(
      `R15: with ${ms} ms an item is never due, and no timer is set`,
      marbles(m => {
        const { due$, deadlines, a } = stage();
        deadlines.watch(a, ms);
        expect(timersOf(m)).to.equal(0);
        m.expect(due$, '^ 60m !').toBeObservable('-');
      }),
    );
  }

  it(
    'R27: there is one timer for each delay, however many items, and none when no item is left',
    marbles(m => {
      const { deadlines } = stage();
      const items = Array.from({ length: 1000 }, (_, i) => item(`${i}`));
      const counts: number[] = [];
      const count = () => void counts.push(timersOf(m));
      for (const each of items) deadlines.watch(each, 20_000);
      count();
      for (const each of items) deadlines.watch(each, 5_000);
      count();
      for (const each of items) deadlines.drop(each, 20_000);
      count();
      for (const each of items.slice(1)) deadlines.drop(each, 5_000);
      count();
      for (const each of items) deadlines.drop(each, 5_000);
      count();
      expect(counts).to.deep.equal([1, 2, 1, 1, 0]);
    }),
  );

  it(
    'R27: no timer is left after the last item was due',
    marbles(m => {
      const { deadlines, a, b } = stage();
      deadlines.watch(a, 5);
      deadlines.watch(b, 5);
      m.flush();
      expect(timersOf(m)).to.equal(0);
      expect(m.scheduler.frame).to.equal(5);
    }),
  );

  it(
    'does not report a dropped item, and ignores the drop of an unknown one',
    marbles(m => {
      const { due$, deadlines, a, b, c } = stage();
      m.expect(due$).toBeObservable('-------b');
      play(m, '                       (ab)d', {
        a: () => deadlines.watch(a, 5),
        b: () => deadlines.watch(b, 7),
        d: () => {
          deadlines.drop(a, 5);
          deadlines.drop(b, 5);
          deadlines.drop(c, 7);
        },
      });
    }),
  );

  it(
    'reports the next item on time when the oldest was dropped',
    marbles(m => {
      const { due$, deadlines, a, b } = stage();
      m.expect(due$).toBeObservable('-------------b');
      play(m, '                       a--b--d', {
        a: () => deadlines.watch(a, 10),
        b: () => deadlines.watch(b, 10),
        d: () => deadlines.drop(a, 10),
      });
    }),
  );

  it(
    'counts the delay of an item again when it is added again after a drop',
    marbles(m => {
      const { due$, deadlines, a, b } = stage();
      m.expect(due$).toBeObservable('------b-a');
      play(m, '                       (ab)', { a: () => deadlines.watch(a, 6), b: () => deadlines.watch(b, 6) });
      play(m, '                       --w', {
        w: () => {
          deadlines.drop(a, 6);
          deadlines.watch(a, 6);
        },
      });
    }),
  );

  it(
    'reports all items that are due, and no other, when the machine slept past a timer',
    marbles(m => {
      const { due$, deadlines, a, b, c } = stage();
      const clock = sleepyClock(m);
      m.expect(due$).toBeObservable('----------(ab)c');
      play(m, '                       a-s-b----', {
        a: () => deadlines.watch(a, 10),
        s: () => {
          deadlines.watch(b, 10);
          clock.sleep(100);
        },
        b: () => deadlines.watch(c, 10),
      });
    }),
  );

  it(
    'treats a due time that is further away than its whole delay as a clock that was set back',
    marbles(m => {
      const { due$, deadlines, a } = stage();
      m.expect(due$).toBeObservable('----------a');
      play(m, '                       a--s', { a: () => deadlines.watch(a, 10), s: () => (a.due.at += 3_600_000) });
    }),
  );

  it(
    'R15: a timer that was lost is set again when an item is added',
    marbles(m => {
      const { due$, deadlines, a, b } = stage();
      const lost = m.scheduler.schedule;
      const acts = {
        a: () => {
          m.scheduler.schedule = () => new Subscription();
          deadlines.watch(a, 10);
          m.scheduler.schedule = lost;
        },
        b: () => deadlines.watch(b, 10),
      };
      play(m, '                       a 1999ms b', acts);
      m.expect(due$).toBeObservable('2000ms a 9ms b');
    }),
  );

  it(
    'treats a delay longer than a timer can have as endless',
    marbles(m => {
      const { due$, deadlines, a } = stage();
      m.expect(due$).toBeObservable('-');
      deadlines.watch(a, 2 ** 31);
    }),
  );

  it(
    'waits across the overflow of its 32-bit clock',
    marbles(m => {
      const { due$, deadlines, a } = stage();
      const turn = 2 ** 31;
      m.expect(due$).toBeObservable(`${turn + 10}ms a`);
      play(m, `${turn - 10}ms a`, { a: () => deadlines.watch(a, 20) });
    }),
  );

  describe('a handler of due items', () => {
    it(
      'may add an item with the same delay',
      marbles(m => {
        let times = 0;
        const stageAgain: ReturnType<typeof stage> = stage(due => {
          times += 1;
          if (times < 3) stageAgain.deadlines.watch(due, 5);
        });
        const { due$, deadlines, a } = stageAgain;
        m.expect(due$).toBeObservable('-----a----a----a');
        deadlines.watch(a, 5);
        m.flush();
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'may drop and add other items, and no timer is set twice',
      marbles(m => {
        const reentrant: ReturnType<typeof stage> = stage(due => {
          if (due.name !== 'a') return;
          reentrant.deadlines.drop(reentrant.b, 5);
          reentrant.deadlines.watch(reentrant.c, 5);
        });
        const { due$, deadlines, a, b } = reentrant;
        m.expect(due$).toBeObservable('-----a----c');
        play(m, '                       a--b', { a: () => deadlines.watch(a, 5), b: () => deadlines.watch(b, 5) });
        m.flush();
        expect(m.scheduler.frame).to.equal(10);
      }),
    );
  });

  it('waits of one turn begin at its end, and those of the next turn by themselves', async () => {
    const { deadlines, a, b, c } = stage();
    const began = performance.now();
    deadlines.watch(a, 60_000);
    while (performance.now() < began + 20);
    deadlines.watch(b, 60_000);
    await Promise.resolve();
    const ended = performance.now();
    deadlines.watch(c, 60_000);
    expect(b.due).to.equal(a.due);
    expect(c.due).not.to.equal(a.due);
    expect(a.due.at).to.be.within(Math.floor(began + 60_020), Math.ceil(ended + 60_000));
    for (const each of [a, b, c]) deadlines.drop(each, 60_000);
  });
});

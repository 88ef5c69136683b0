import { expect } from 'chai';
import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { fromBrowserWake, fromClockJump } from '../../lib/link/wake.js';
import { replaceGlobals } from '../kit/globals.js';
import { play, sleepyClock, timersOf } from '../kit/session-kit/play.js';

describe('fromClockJump', () => {
  it(
    'R45: emits how long the machine slept, at the next look at the clock',
    marbles(m => {
      const clock = sleepyClock(m);
      play(m, '   12s s', { s: () => clock.sleep(60_000) });
      const expected = ' 15s j';
      m.expect(fromClockJump(), '^ 30s !').toBeObservable(expected, { j: 60_000 });
    }),
  );

  it(
    'R45: emits for each sleep, and not again for the same',
    marbles(m => {
      const clock = sleepyClock(m);
      const sleep = () => clock.sleep(10_000);
      play(m, '   1s s 9s s', { s: sleep });
      const expected = ' 5s j 9999ms j';
      m.expect(fromClockJump(), '^ 30s !').toBeObservable(expected, { j: 10_000 });
    }),
  );

  for (const [beyond, isSeen] of [
    [5_000, false],
    [4_999, true],
  ] as const) {
    it(
      `R45: a look that comes 5,000 ms late is ${isSeen ? 'an' : 'no'} absence beyond ${beyond} ms`,
      marbles(m => {
        const clock = sleepyClock(m);
        play(m, '   1s s', { s: () => clock.sleep(5_000) });
        m.expect(fromClockJump({ beyond }), '^ 12s !').toBeObservable(isSeen ? '5s j' : '', { j: 5_000 });
      }),
    );
  }

  it(
    'R45: looks as often as `every` says',
    marbles(m => {
      const clock = sleepyClock(m);
      play(m, '   1s s', { s: () => clock.sleep(20_000) });
      const expected = ' 2s j';
      m.expect(fromClockJump({ every: 2_000 }), '^ 10s !').toBeObservable(expected, { j: 20_000 });
    }),
  );

  it(
    'R27: is cold, and leaves no timer',
    marbles(m => {
      const jumps$ = fromClockJump();
      expect(timersOf(m)).to.equal(0);
      const subscription = jumps$.subscribe();
      expect(timersOf(m)).to.equal(1);
      subscription.unsubscribe();
      expect(timersOf(m)).to.equal(0);
    }),
  );
});

describe('fromBrowserWake', () => {
  const { set } = replaceGlobals();

  it('R45: emits the events of a worker, which has no window', () => {
    const scope = new EventTarget();
    const seen: string[] = [];
    const add = scope.addEventListener.bind(scope);
    set('addEventListener', add);
    set('removeEventListener', scope.removeEventListener.bind(scope));
    const subscription = fromBrowserWake()
      .pipe(map(({ type }) => type))
      .subscribe(type => seen.push(type));
    for (const type of ['offline', 'online', 'focus']) scope.dispatchEvent(new Event(type));
    subscription.unsubscribe();
    scope.dispatchEvent(new Event('online'));
    expect(seen).to.deep.equal(['offline', 'online']);
  });

  it(
    'R45: never emits in Node, and never completes',
    marbles(m => {
      m.expect(fromBrowserWake(), '^---!').toBeObservable('-----');
    }),
  );
});

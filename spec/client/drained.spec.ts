import { expect } from 'chai';
import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { drained } from '../../lib/client/drained.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

describe('drained', () => {
  const stage = () => {
    const staged = stageCalls();
    staged.calls.open(staged.session);
    return { ...staged, drained$: drained(staged.calls).pipe(map(() => 'd')) };
  };

  it(
    'R29: emits at once, and completes, when nothing is left',
    marbles(m => {
      m.expect(stage().drained$).toBeObservable('(d|)');
    }),
  );

  it(
    'R29: waits for every call, those that are made meanwhile too',
    marbles(m => {
      const { session, make, drained$ } = stage();
      make('a');
      const steps = '   --bx-y-';
      const expected = '-----(d|)';
      play(m, steps, { b: () => make('b'), x: () => session.reply(0), y: () => session.reply(1, { error: 'no' }) });
      m.expect(drained$).toBeObservable(expected);
    }),
  );

  it(
    'R29: waits for a spooled call until it is sent and answered',
    marbles(m => {
      const { calls, session, make } = stageCalls();
      make('a');
      play(m, '-o-x', { o: () => calls.open(session), x: () => session.reply(0) });
      m.expect(drained(calls).pipe(map(() => 'd'))).toBeObservable('---(d|)');
    }),
  );

  it(
    'R29: waits until what was handed to the socket has left it, looking every 20 ms',
    marbles(m => {
      const { session, make, drained$ } = stage();
      make('a', { noReply: true });
      session.buffered = 5;
      play(m, '25ms b', {
        b: () => {
          session.buffered = 0;
        },
      });
      m.expect(drained$).toBeObservable('40ms (d|)');
    }),
  );

  it(
    'R29: a call made while the socket empties is waited for as well',
    marbles(m => {
      const { session, make, drained$ } = stage();
      session.buffered = 5;
      const steps = {
        c: () => make('late'),
        b: () => {
          session.buffered = 0;
        },
        x: () => session.reply(0),
      };
      play(m, '5ms c 4ms b 49ms x', steps);
      m.expect(drained$).toBeObservable('60ms (d|)');
    }),
  );

  it(
    'sets no timer while a call is unsettled',
    marbles(m => {
      const { make, drained$ } = stage();
      make('a', { timeout: 0 });
      const draining = drained$.subscribe();
      expect(timersOf(m)).to.equal(0);
      draining.unsubscribe();
    }),
  );

  it(
    'R27: leaves no timer when it has emitted, nor when it is unsubscribed',
    marbles(m => {
      const { session, drained$ } = stage();
      session.buffered = 5;
      m.expect(drained$, '^ 50ms !').toBeObservable('-');
      m.flush();
      expect(timersOf(m)).to.equal(0);
    }),
  );
});

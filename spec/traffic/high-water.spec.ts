import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { highWaterMs } from '../../lib/traffic/high-water.js';
import { failed } from '../kit/session-kit/calls.js';
import { onLimitedStage } from '../kit/session-kit/limited-calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

describe('highWater', () => {
  const stageLimited = onLimitedStage();
  const stage = (highWater: number, buffered = 0) => {
    const staged = stageLimited({ highWater });
    const { session } = staged.connect();
    session.buffered = buffered;
    return { ...staged, session };
  };

  it('R47: a call may leave while no more than that is buffered; otherwise it looks again soon', () => {
    expect([0, 9, 10, 11].map(bytes => highWaterMs(bytes, 10))).to.deep.equal([0, 0, 0, 20]);
    expect(highWaterMs(1e9, Number.POSITIVE_INFINITY)).to.equal(0);
  });

  it(
    'R47: while more is buffered calls wait, and leave in their order when it has drained, ahead of later calls',
    marbles(m => {
      const { session, makeAll, sent$ } = stage(10);
      const buffer = (bytes: number) => Object.assign(session, { buffered: bytes });
      m.expect(sent$).toBeObservable('a------------------------ 35ms (bcd)');
      play(m, '                        a-(fbc)------------------ 35ms (rd)', {
        a: () => makeAll('a'),
        f: () => buffer(11),
        b: () => makeAll('b'),
        c: () => makeAll('c'),
        r: () => buffer(10),
        d: () => makeAll('d'),
      });
    }),
  );

  it(
    'R27, R47: a timer runs only while something waits',
    marbles(m => {
      const { calls, session, makeAll } = stage(10);
      session.buffered = 11;
      expect(timersOf(m)).to.equal(0);
      const [a, b] = makeAll('ab');
      expect(timersOf(m)).to.equal(1);
      if (a !== undefined) calls.unsettled.cancel(a);
      expect(timersOf(m)).to.equal(1);
      if (b !== undefined) calls.unsettled.cancel(b);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it('R47: force passes it, and so do calls of the session', () => {
    const { calls, session, make, sent } = stage(10, 11);
    make('a');
    make('forced', { whenDown: 'reject' });
    make('history', { whenDown: 'session' });
    make('ping', { whenDown: 'ping' });
    expect(sent).to.deep.equal(['forced', 'history', 'ping']);
    calls.shut();
    expect(session.isOpen()).to.equal(true);
  });

  it('R47: force rejects as not connected all the same when the socket takes nothing', () => {
    const { session, make, ended } = stage(10, 11);
    make('a');
    session.takesFrames = false;
    make('forced', { whenDown: 'reject' });
    expect(ended).to.deep.equal([[1, failed('forced', 1, 'not-connected', 'never')]]);
  });

  it(
    'R47: what was spooled leaves as far as it goes, and then the session is announced',
    marbles(m => {
      const staged = stageLimited({ highWater: 2 });
      staged.makeAll('abcde');
      const { session } = staged.dial();
      session.whenSent = () => {
        session.buffered += 1;
      };
      m.expect(staged.sent$).toBeObservable('(abc)- 34ms (de)');
      play(m, '                               o 29ms r', {
        o: () => expect(staged.calls.open(session)).to.equal(true),
        r: () => Object.assign(session, { buffered: 0 }),
      });
    }),
  );

  it(
    'R27: nothing is left when the session ends, and the next one sends what waits',
    marbles(m => {
      const { calls, session, makeAll, connect, lose, sent } = stage(10);
      session.buffered = 11;
      makeAll('ab');
      lose();
      expect(timersOf(m)).to.equal(0);
      connect();
      expect(sent).to.deep.equal(['a', 'b']);
      calls.closeAll();
    }),
  );
});

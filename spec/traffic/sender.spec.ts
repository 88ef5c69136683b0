import { expect } from 'chai';
import { interval } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { MAX_BUFFERED } from '../../lib/traffic/flush-turn.js';
import { failed } from '../kit/session-kit/calls.js';
import type { FakeSession } from '../kit/session-kit/fake-session.js';
import { onLimitedStage } from '../kit/session-kit/limited-calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

/** The ids of calls are in the order in which they are made, from 0. */
describe('Sender', () => {
  const stageLimited = onLimitedStage();
  describe('concurrency', () => {
    it('R46: so many calls are in flight; the others wait, are announced as spooled, and leave as calls settle', () => {
      const { connect, makeAll, sent, spooled } = stageLimited({ concurrency: 2 });
      const { session } = connect();
      makeAll('abcd');
      expect([sent, spooled]).to.deep.equal([
        ['a', 'b'],
        ['2 c []', '3 d []'],
      ]);
      session.reply(1);
      expect(sent).to.deep.equal(['a', 'b', 'c']);
      session.reply(0, { error: 'no' });
      expect(sent).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    it(
      'R46: a call that times out, or is cancelled, makes room too',
      marbles(m => {
        const { calls, connect, make, sent$ } = stageLimited({ concurrency: 1 });
        connect();
        m.expect(sent$).toBeObservable('a---- b- c');
        play(m, '                        m-----  x', {
          m: () => {
            make('a', { timeout: 5 });
            const b = make('b');
            make('c');
            m.cold('7ms x').subscribe(() => calls.unsettled.cancel(b));
          },
          x: () => {},
        });
      }),
    );

    it('R12: a call made while others wait goes behind them, also one that is made when a call settles', () => {
      const { connect, make, makeAll, sent } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      make('a', {}, () => make('late'));
      makeAll('bc');
      for (const id of [0, 1, 2, 3]) session.reply(id);
      expect(sent).to.deep.equal(['a', 'b', 'c', 'late']);
    });

    it('R12: so does a call that a handler of spooled$ makes', () => {
      const { calls, connect, make, sent } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      make('a');
      const heard = calls.spooled$.subscribe(() => {
        heard.unsubscribe();
        session.reply(0);
        make('c');
      });
      make('b');
      for (const id of [1, 2]) session.reply(id);
      expect(sent).to.deep.equal(['a', 'b', 'c']);
    });

    it('R46: a noReply call is in flight only within its sending', () => {
      const { connect, makeAll, sent } = stageLimited({ concurrency: 1 });
      connect();
      makeAll('abc', { noReply: true });
      makeAll('def');
      expect(sent).to.deep.equal(['a', 'b', 'c', 'd']);
    });

    it('R46, R18: those that wait are spooled within the limit of the spool', () => {
      const { connect, makeAll, ended } = stageLimited({ concurrency: 1 }, { limit: 1 });
      connect();
      makeAll('abc');
      expect(ended).to.deep.equal([[2, failed('c', 2, 'overflow', 'never')]]);
    });

    it('R46, R18: also those that a handler makes during a flush', () => {
      const { dial, calls, make, makeAll, ended, sent } = stageLimited({ concurrency: 1 }, { limit: 1 });
      const { session } = dial();
      session.whenAnnounced = text => text.includes('"a"') && makeAll('bc');
      make('a');
      calls.open(session);
      expect([sent, ended]).to.deep.equal([['a'], [[2, failed('c', 2, 'overflow', 'never')]]]);
    });

    it(
      'R46, R15: and within its ttl',
      marbles(m => {
        const { connect, make, ended$ } = stageLimited({ concurrency: 1 }, { ttl: 10 });
        connect();
        m.expect(ended$).toBeObservable('10ms b', { b: [1, failed('b', 1, 'expired', 'never')] });
        play(m, '                        m', {
          m: () => {
            make('a', { timeout: 0 });
            make('b');
          },
        });
      }),
    );

    it('R46, R16: a call that waits and is cancelled is never sent', () => {
      const { calls, connect, makeAll, sent } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      const [, b] = makeAll('abc');
      if (b !== undefined) calls.unsettled.cancel(b);
      session.reply(0);
      expect(sent).to.deep.equal(['a', 'c']);
    });

    it('R46: a forced call rejects as paced when all places are taken; a ping and a call of the session are sent', () => {
      const { connect, make, sent, ended } = stageLimited({ concurrency: 1 });
      connect();
      make('a');
      make('forced', { whenDown: 'reject' });
      make('ping', { whenDown: 'ping' });
      make('history', { whenDown: 'session' });
      expect(ended).to.deep.equal([[1, failed('forced', 1, 'paced', 'never')]]);
      expect(sent).to.deep.equal(['a', 'ping', 'history']);
    });

    it('R46: a forced call takes a place that is free', () => {
      const { connect, make, sent, ended } = stageLimited({ concurrency: 1 });
      connect();
      make('forced', { whenDown: 'reject' });
      make('a');
      expect([sent, ended]).to.deep.equal([['forced'], []]);
    });

    it('R46: what was spooled leaves as far as it goes, and then the session is announced', () => {
      const { connect, makeAll, sent } = stageLimited({ concurrency: 2 });
      makeAll('abcd');
      expect(connect().isOpened).to.equal(true);
      expect(sent).to.deep.equal(['a', 'b']);
    });

    it('R14: calls that are sent again go ahead of those that wait, and the session of before sends nothing', () => {
      const { connect, lose, make, makeAll, sent } = stageLimited({ concurrency: 2 });
      const { session } = connect();
      makeAll('ab', { resend: true });
      make('c');
      lose();
      session.reply(0);
      connect();
      expect(sent).to.deep.equal(['a', 'b', 'a', 'b']);
    });

    it('R9: a call of a set-up that must wait keeps its place, and is part of the next set-up if the session ends', () => {
      const { calls, connect, lose, make, sent } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      make('a');
      make('auth', { whenDown: 'set-up' });
      make('b');
      session.reply(0);
      session.reply(1);
      expect(sent).to.deep.equal(['a', 'auth', 'b']);
      make('auth', { whenDown: 'set-up' });
      lose();
      expect([...calls.unsettled.waitingForSetUp].map(({ id }) => id)).to.deep.equal([3]);
    });

    it('R29: a drain waits for calls that wait', () => {
      const { calls, connect, makeAll, sent } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      makeAll('ab');
      calls.beginDraining();
      session.reply(0);
      expect([sent, calls.isIdle]).to.deep.equal([['a', 'b'], false]);
      session.reply(1);
      expect(calls.isIdle).to.equal(true);
    });

    it('R18: a socket that takes nothing any more leaves the calls spooled, in their order', () => {
      const { connect, lose, makeAll, sent, ended } = stageLimited({ concurrency: 2 });
      const { session } = connect();
      session.takesFrames = false;
      makeAll('abc');
      lose();
      connect();
      expect([sent, ended]).to.deep.equal([['a', 'b'], []]);
    });

    it('R25: a handler may close the calls while they leave', () => {
      const { calls, connect, make, makeAll, sent, ended } = stageLimited({ concurrency: 1 });
      const { session } = connect();
      make('a', {}, () => calls.closeAll());
      makeAll('bc');
      session.reply(0);
      expect(sent).to.deep.equal(['a']);
      expect(ended.map(([id]) => id)).to.deep.equal([0, 1, 2]);
    });

    it(
      'R27: nothing is set, however many wait for others',
      marbles(m => {
        const { connect, makeAll } = stageLimited({ concurrency: 1 });
        connect();
        makeAll('abc', { timeout: 0 });
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });

  describe('a call that is part of a session', () => {
    it(
      'is sent at once, also during a flush in turns, and does not count towards the limit of the spool',
      marbles(m => {
        const { dial, calls, make, sent, ended } = stageLimited({}, { limit: 3_000 });
        play(m, 'a', {
          a: () => {
            for (let n = 0; n < 3_000; n += 1) make('a');
            const { session } = dial();
            calls.open(session);
            make('history', { whenDown: 'session' });
            expect([sent.length, sent.at(-1), ended]).to.deep.equal([2_049, 'history', []]);
          },
        });
      }),
    );

    it('rejects as not connected without a session, and is never spooled', () => {
      const { connect, lose, make, ended, spooled } = stageLimited({});
      make('history', { whenDown: 'session' });
      connect();
      lose();
      make('history', { whenDown: 'session' });
      expect(ended).to.deep.equal([0, 1].map(id => [id, failed('history', id, 'not-connected', 'never')]));
      expect(spooled).to.deep.equal([]);
    });
  });

  describe('a long flush', () => {
    /** A socket from which so many bytes leave in each ms, and that notes the most that waited. */
    const drain = (session: FakeSession, bytesPerMs: number) => {
      const seen = { most: 0 };
      session.whenSent = text => {
        session.buffered += text.length;
        seen.most = Math.max(seen.most, session.buffered);
      };
      const leave = () => {
        session.buffered = Math.max(0, session.buffered - bytesPerMs);
      };
      return { seen, leaving: interval(1).subscribe(leave) };
    };
    const namesOf = (count: number) => Array.from({ length: count }, (_, n) => `m${n}`);
    const makeEach = (make: ReturnType<typeof stageLimited>['make'], names: readonly string[]) => {
      for (const name of names) make(name, { timeout: 0 });
    };

    it(
      'R12, R18: leaves in order, with all calls, the announcement after the first turn, and later calls behind',
      marbles(m => {
        const { calls, dial, make, sent, ended } = stageLimited({}, { limit: 10_000 });
        const names = namesOf(10_000);
        play(m, 'o-l', {
          o: () => {
            makeEach(make, names);
            expect(calls.open(dial().session)).to.equal(true);
            expect(sent.length).to.equal(2_048);
            make('late', { timeout: 0 });
          },
          l: () => make('last', { timeout: 0 }),
        });
        m.flush();
        expect(ended).to.deep.equal([]);
        expect(sent).to.deep.equal([...names, 'late', 'last']);
      }),
    );

    it(
      'R12, R18: pauses while too much waits in a slow socket, and leaves in order and with all calls nevertheless',
      marbles(m => {
        const { calls, dial, make, sent, ended } = stageLimited({}, { limit: 5_000 });
        const text = 'x'.repeat(1_000);
        const names = namesOf(5_000).map(name => `${name}${text}`);
        const { session } = dial();
        const { seen, leaving } = drain(session, 10_000);
        play(m, 'o 800ms x', {
          o: () => {
            makeEach(make, names);
            expect(calls.open(session)).to.equal(true);
          },
          x: () => leaving.unsubscribe(),
        });
        m.flush();
        expect(ended).to.deep.equal([]);
        expect(sent).to.deep.equal(names);
        expect(seen.most).to.be.within(MAX_BUFFERED + 1, MAX_BUFFERED + 1_100);
      }),
    );

    it(
      'R18: has room for calls that are made meanwhile, but only as many as the spool while the socket must drain',
      marbles(m => {
        const { calls, dial, make, ended, sent } = stageLimited({}, { limit: 2_100 });
        const { session } = dial();
        play(m, 'a--b 30ms c', {
          a: () => {
            makeEach(make, namesOf(2_100));
            calls.open(session);
            makeEach(make, namesOf(2_100));
            expect(ended).to.deep.equal([]);
            session.buffered = MAX_BUFFERED + 1;
          },
          b: () => {
            make('x');
            expect(ended).to.deep.equal([[4_200, failed('x', 4_200, 'overflow', 'never')]]);
            session.buffered = 0;
          },
          c: () => expect(sent.length).to.equal(4_200),
        });
      }),
    );

    it(
      'R18, R27: leaves what is left to the next session when its own ends in a pause, and no timer',
      marbles(m => {
        const { calls, connect, dial, lose, make, sent, ended } = stageLimited({}, { limit: 3 });
        const { session } = dial();
        session.whenSent = () => {
          session.buffered = MAX_BUFFERED + 1;
        };
        makeEach(make, namesOf(3));
        expect(calls.open(session)).to.equal(true);
        expect([sent, timersOf(m)]).to.deep.equal([['m0'], 1]);
        lose();
        expect(ended.map(([id]) => id)).to.deep.equal([0]);
        expect(timersOf(m)).to.equal(0);
        connect();
        expect(sent).to.deep.equal(['m0', 'm1', 'm2']);
        calls.closeAll();
      }),
    );

    it(
      'R17: without limits a forced call, or a ping, is sent at once between two turns; before the first one ends it rejects',
      marbles(m => {
        const { calls, dial, make, makeAll, sent, ended } = stageLimited({}, { limit: 3_000 });
        play(m, 'a', {
          a: () => {
            makeEach(make, namesOf(3_000));
            const { session } = dial();
            session.whenAnnounced = text => text.includes('"m0"') && makeAll('e', { whenDown: 'reject' });
            calls.open(session);
            makeAll('f', { whenDown: 'reject' });
            makeAll('p', { whenDown: 'ping' });
            expect(sent.slice(-2)).to.deep.equal(['f', 'p']);
            expect(ended).to.deep.equal([[3_000, failed('e', 3_000, 'not-connected', 'never')]]);
          },
        });
      }),
    );
  });
});

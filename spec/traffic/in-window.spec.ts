import { expect } from 'chai';
import fc from 'fast-check';
import { asyncScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { inWindow } from '../../lib/traffic/in-window.js';
import { thrownBy } from '../kit/facts.js';
import { failed } from '../kit/session-kit/calls.js';
import { onLimitedStage, stageLimited } from '../kit/session-kit/limited-calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

describe('inWindow', () => {
  const onStage = onLimitedStage();
  const stage = (messages: number, per: number, reserve?: number) =>
    onStage({ pace: inWindow({ messages, per, reserve }) });

  it(
    'R46: no more than `messages` frames leave in any `per` ms, of which `reserve` are not for calls: by default one',
    marbles(m => {
      const { connect, makeAll, sent$ } = stage(3, 100);
      connect();
      m.expect(sent$).toBeObservable('a-b------- 90ms c-d------- 90ms e');
      play(m, '                        a-(bcde)', {
        a: () => makeAll('a'),
        b: () => makeAll('b'),
        c: () => makeAll('c'),
        d: () => makeAll('d'),
        e: () => makeAll('e'),
      });
    }),
  );

  it(
    'R46: it slides: calls do not leave at once because a fixed time is over, as they would with tokens',
    marbles(m => {
      const { connect, makeAll, sent$ } = stage(2, 10, 0);
      connect();
      m.expect(sent$).toBeObservable('--------- (ab)------ (cd)------ (ef)');
      play(m, '                        --------- m', { m: () => makeAll('abcdef') });
    }),
  );

  it(
    'R46: calls that were spooled leave as far as the window goes, and then the session is announced; the rest is ahead of later ones',
    marbles(m => {
      const { connect, makeAll, sent$ } = stage(2, 10, 0);
      makeAll('abcd');
      m.expect(sent$).toBeObservable('(ab)- 5ms (cd)------ f');
      play(m, '                        o----f', {
        o: () => expect(connect().isOpened).to.equal(true),
        f: () => makeAll('f'),
      });
    }),
  );

  it(
    'R46: frames of the set-up count, and calls leave the reserve free after them',
    marbles(m => {
      const { calls, dial, makeAll, sent$ } = stage(3, 10);
      makeAll('abc');
      m.expect(sent$).toBeObservable('(Aa)------ (bc)------ x');
      play(m, '                        o-----x', {
        o: () => {
          const { link, session } = dial();
          link.send('A');
          calls.open(session);
        },
        x: () => makeAll('x'),
      });
    }),
  );

  it(
    'R46: frames that are no calls wait for room too, ahead of all calls',
    marbles(m => {
      const { calls, dial, makeAll, sent$ } = stage(2, 10, 0);
      m.expect(sent$).toBeObservable('(AB)------ (Ca)------ b');
      play(m, '                        o', {
        o: () => {
          const { link, session } = dial();
          for (const frame of 'ABC') expect(link.send(frame)).to.equal(true);
          calls.open(session);
          makeAll('ab');
        },
      });
    }),
  );

  it(
    'R46: pings and calls of the session use what is reserved',
    marbles(m => {
      const { connect, make, makeAll, sent$, ended } = stage(3, 10, 2);
      connect();
      m.expect(sent$).toBeObservable('(aph)----- b');
      play(m, '                        m', {
        m: () => {
          makeAll('ab');
          make('p', { whenDown: 'ping' });
          make('h', { whenDown: 'session' });
        },
      });
      m.flush();
      expect(ended.filter(([, outcome]) => 'kind' in outcome && outcome.kind === 'paced')).to.deep.equal([]);
    }),
  );

  it(
    'R46: when that is used up too, a ping rejects as paced, and a call of the session waits for the first room',
    marbles(m => {
      const { connect, make, makeAll, sent$, ended } = stage(2, 10);
      connect();
      m.expect(sent$).toBeObservable('(ap)------ h--------- b');
      play(m, '                        m', {
        m: () => {
          makeAll('ab');
          make('p', { whenDown: 'ping', timeout: 0 });
          make('q', { whenDown: 'ping' });
          make('h', { whenDown: 'session' });
        },
      });
      m.flush();
      expect(ended[0]).to.deep.equal([3, failed('q', 3, 'paced', 'never')]);
    }),
  );

  it(
    'R46: a forced call rejects as paced while the window is full for calls, and is sent otherwise',
    marbles(m => {
      const { connect, make, ended$, sent$ } = stage(2, 10);
      connect();
      m.expect(sent$).toBeObservable(' a---------c');
      m.expect(ended$).toBeObservable('b', { b: [1, failed('b', 1, 'paced', 'never')] });
      play(m, '                         m---------c', {
        m: () => ['a', 'b'].map(method => make(method, { whenDown: 'reject', timeout: 0 })),
        c: () => make('c', { whenDown: 'reject', timeout: 0 }),
      });
    }),
  );

  it(
    'R46: each connection begins with an empty window, and what waits leaves on the next one',
    marbles(m => {
      const { connect, lose, makeAll, sent$ } = stage(2, 100, 0);
      connect();
      m.expect(sent$).toBeObservable('(ab)-(cd)- 96ms e'.replace('96ms', '95ms'));
      play(m, '                        m----n', {
        m: () => makeAll('abcde'),
        n: () => {
          lose();
          connect();
        },
      });
    }),
  );

  it(
    'R25: a session that ends when a frame leaves that was held back is over, and what waits leaves on the next one',
    marbles(m => {
      const { calls, dial, connect, lose, makeAll, sent$, sent } = stage(2, 10, 0);
      sent$.subscribe(name => name === 'C' && lose());
      play(m, '--------- c', {
        c: () => {
          const { link, session } = dial();
          for (const frame of 'ABC') link.send(frame);
          calls.open(session);
          makeAll('a');
        },
      });
      // Before the timers of that time.
      play(m, '--------- 10ms b', { b: () => makeAll('b') });
      m.flush();
      expect([calls.session, sent.join('')]).to.deep.equal([undefined, 'ABC']);
      connect();
      expect(sent.join('')).to.equal('ABCab');
    }),
  );

  it(
    'R46: of several windows each holds',
    marbles(m => {
      const pace = [inWindow({ messages: 2, per: 10, reserve: 0 }), inWindow({ messages: 3, per: 50, reserve: 0 })];
      const { connect, makeAll, sent$ } = onStage({ pace });
      connect();
      m.expect(sent$).toBeObservable('(ab)------ c 39ms (de)------ f');
      play(m, '                        m', { m: () => makeAll('abcdef') });
    }),
  );

  it(
    'R27: a timer runs only while something waits, and none is left when the connection ends',
    marbles(m => {
      const { calls, dial, lose, makeAll } = stage(2, 10, 0);
      const { link, session } = dial();
      calls.open(session);
      makeAll('ab', { timeout: 0 });
      expect(timersOf(m)).to.equal(0);
      const [c] = makeAll('c');
      expect(timersOf(m)).to.equal(1);
      if (c !== undefined) calls.unsettled.cancel(c);
      expect(timersOf(m)).to.equal(0);
      link.send('frame');
      expect(timersOf(m)).to.equal(1);
      lose();
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it('R46: one pace may be given to several clients, each with a window of its own', () => {
    const pace = inWindow({ messages: 1, per: 10, reserve: 0 });
    const stages = [onStage({ pace }), onStage({ pace })];
    for (const { connect, makeAll } of stages) {
      connect();
      makeAll('ab');
    }
    expect(stages.map(({ sent }) => sent)).to.deep.equal([['a'], ['a']]);
  });

  it('R46: whatever the schedule, any `per` ms hold no more frames than the window, and calls leave in their order', () => {
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 40 }),
      does: fc.constantFrom('call', 'call', 'call', 'call', 'frame', 'ping', 'session', 'reply', 'lose'),
    });
    const schedule = fc.record({
      messages: fc.integer({ min: 1, max: 5 }),
      per: fc.integer({ min: 1, max: 60 }),
      reserve: fc.integer({ min: 0, max: 4 }),
      steps: fc.array(step, { maxLength: 40 }),
    });
    fc.assert(
      fc.property(schedule, ({ messages, per, reserve, steps }) => {
        const window = { messages, per, reserve: Math.min(reserve, messages - 1) };
        new TestScheduler(() => {}).run(({ flush, cold }) => {
          const { connect, lose, make, sent$, calls } = stageLimited({ pace: inWindow(window) });
          let { link, session } = connect();
          let frames: number[] = [];
          const order: number[] = [];
          const scheduler = () => asyncScheduler.now();
          sent$.subscribe(name => {
            frames.push(scheduler());
            expect(frames.filter(at => at > scheduler() - per).length).to.be.at.most(messages);
            if (/^\d/.test(name)) order.push(Number(name));
          });
          let made = 0;
          let at = 0;
          const acts: Record<string, () => unknown> = {
            call: () => make(String(made++), { timeout: 0 }),
            frame: () => link.send('frame'),
            ping: () => make('ping', { whenDown: 'ping', timeout: 0 }),
            session: () => make('session', { whenDown: 'session', timeout: 0 }),
            reply: () => session.reply(made - 1),
            lose: () => {
              lose();
              frames = [];
              ({ link, session } = connect());
            },
          };
          for (const { gap, does } of steps) {
            at += gap;
            cold(`${at}ms x`).subscribe(() => acts[does]?.());
          }
          flush();
          expect(order).to.deep.equal([...order].sort((a, b) => a - b));
          expect(order).to.have.length(made);
          calls.closeAll();
        });
      }),
      { numRuns: 200 },
    );
  });

  const wrong: [given: unknown, message: RegExp][] = [
    [undefined, /^inWindow\(\) takes an object/],
    [[2, 1], /^inWindow\(\) takes an object/],
    [{ messages: 2 }, /needs both/],
    [{ per: 2 }, /needs both/],
    [{ messages: 0, per: 1 }, /^the option messages of inWindow\(\) must/],
    [{ messages: 1.5, per: 1 }, /^the option messages of inWindow\(\) must/],
    [{ messages: 2, per: 0 }, /^the option per of inWindow\(\) must/],
    [{ messages: 2, per: Number.POSITIVE_INFINITY }, /^the option per of inWindow\(\) must/],
    [{ messages: 2, per: 1, reserve: -1 }, /^the option reserve of inWindow\(\) must/],
    [
      { messages: 2, per: 1, reserve: 2 },
      /^the option reserve of inWindow\(\) must be below messages, which is 2, not 2/,
    ],
    [{ messages: 1, per: 1 }, /^the option reserve of inWindow\(\) must be below messages, which is 1, not 1/],
    [{ messages: 2, per: 1, burst: 5 }, /^there is no option "burst" of inWindow\(\)/],
  ];
  for (const [given, message] of wrong) {
    it(`R46: refuses ${JSON.stringify(given)}`, () => {
      const error = thrownBy(() => inWindow(given as Parameters<typeof inWindow>[0]));
      expect(error).to.be.instanceOf(TypeError);
      expect((error as Error).message).to.match(message);
    });
  }
});

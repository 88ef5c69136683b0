import { expect } from 'chai';
import { Observable } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Session } from '../../lib/session/session.js';
import { gate } from '../../lib/traffic/gate.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play } from '../kit/session-kit/play.js';

const s = new FakeSession();

/** Calls that only record when the gate opens and shuts. */
const fakeCalls = (opens = true) => {
  const log: string[] = [];
  const calls = {
    open: () => {
      log.push('open');
      return opens;
    },
    shut: () => void log.push('shut'),
  };
  return { log, calls };
};

describe('gate', () => {
  const passed = {
    'never emits': '---',
    'is empty': '--|',
    fails: '--#',
    'emits one session': '-s-',
    'emits many': '-s-s|',
  };
  for (const [what, marble] of Object.entries(passed)) {
    it(
      `passes on a source that ${what}`,
      marbles(m => {
        const source = m.cold<Session>(marble, { s });
        m.expect(source.pipe(gate(fakeCalls().calls)), '^-----!').toBeObservable(marble, { s });
      }),
    );
  }

  it(
    'R12: sends the spooled calls, then emits the session, then lets calls through until the session ends',
    marbles(m => {
      const { calls, session, make } = stageCalls();
      const source = m.cold('  --s--#', { s: session });
      const expected = '       --s--#';
      const make$ = '          a---b-c';
      play(m, make$, { a: () => make('spooled'), b: () => make('through'), c: () => make('later') });
      m.expect(source.pipe(gate(calls))).toBeObservable(expected, { s: session });
      m.flush();
      expect(session.sent).to.deep.equal(['0 spooled []', '1 through []']);
      expect(calls.unsettled.spool.size).to.equal(1);
    }),
  );

  it(
    'R12: does not emit a session that no longer accepts frames',
    marbles(m => {
      const { log, calls } = fakeCalls(false);
      const source = m.cold('  --s--#', { s });
      const expected = '       -----#';
      m.expect(source.pipe(gate(calls))).toBeObservable(expected);
      m.flush();
      expect(log).to.deep.equal(['open', 'shut']);
    }),
  );

  for (const [how, end] of Object.entries({ errors: '-s-#', completes: '-s-|', 'is unsubscribed': '-s--' })) {
    it(
      `R13: shuts once when the source ${how}`,
      marbles(m => {
        const { log, calls } = fakeCalls();
        m.expect(m.cold(end, { s }).pipe(gate(calls)), '^--!').toBeObservable(end.slice(0, 3), { s });
        m.flush();
        expect(log).to.deep.equal(['open', 'shut']);
      }),
    );
  }

  it('R14: rejects the calls in flight after the teardown of the source', () => {
    const { calls, session, make, ended } = stageCalls();
    const seen: string[] = [];
    const source = new Observable<Session>(subscriber => {
      subscriber.next(session);
      return () => void seen.push(`torn down, ${ended.length} ended`);
    });
    const subscription = source.pipe(gate(calls)).subscribe();
    make('a');
    subscription.unsubscribe();
    expect(seen).to.deep.equal(['torn down, 0 ended']);
    expect(ended).to.have.length(1);
  });
});

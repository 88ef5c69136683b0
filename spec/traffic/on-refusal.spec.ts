import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { inWindow } from '../../lib/traffic/in-window.js';
import { onRefusal } from '../../lib/traffic/on-refusal.js';
import type { SpoolOptions } from '../../lib/traffic/spool.js';
import { failed } from '../kit/session-kit/calls.js';
import type { FakeSession } from '../kit/session-kit/fake-session.js';
import { onLimitedStage } from '../kit/session-kit/limited-calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

/** A protocol whose servers refuse with `fast`, or with a number of ms to wait. */
const refusal = (error: unknown) => {
  if (typeof error === 'number') return { means: 'too-fast', wait: error } as const;
  if (error === 'at once') return { means: 'too-fast', wait: 0 } as const;
  return error === 'fast' ? 'too-fast' : undefined;
};
const FAST = { error: 'fast' };
const refused = (method: string, id: number, error: unknown = 'fast') => ({
  ...failed(method, id, 'refused', 'answered'),
  name: 'ReplyError',
  error,
});

describe('onRefusal', () => {
  const onStage = onLimitedStage();
  const stage = (spool: Partial<SpoolOptions> = {}, limits: { readonly concurrency?: number } = {}) =>
    onStage({ pace: onRefusal(), refusal, ...limits }, spool);
  const refuse = (session: FakeSession, ...ids: number[]) => {
    for (const id of ids) session.reply(id, FAST);
  };

  it(
    'R46: of ten calls in flight the third to the tenth are refused: they go again in their order, one alone, then the rest',
    marbles(m => {
      const { connect, makeAll, sent$, ended, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(abcdefghij) 992ms c- (defghij)');
      play(m, '                        m---r            996ms ----- s', {
        m: () => makeAll('abcdefghij'),
        r: () => {
          for (const id of [0, 1]) session.reply(id);
          refuse(session, 2, 3, 4, 5, 6, 7, 8, 9);
        },
        s: () => session.reply(2),
      });
      m.flush();
      expect(ended.slice(0, 3).map(([id]) => id)).to.deep.equal([0, 1, 2]);
    }),
  );

  it('R46: whatever the order of the refusals, the calls go again in that of making, with their ids, ahead of later calls', () => {
    const { calls, connect, makeAll, session, spooled } = stage();
    connect();
    makeAll('abcd');
    refuse(session, 2, 0);
    makeAll('ef');
    refuse(session, 3, 1);
    expect([...calls.unsettled.spool].map(({ id, method }) => `${id}${method}`).join(' ')).to.equal(
      '0a 1b 2c 3d 4e 5f',
    );
    expect(spooled.map(line => line[0]).join('')).to.equal('204531');
  });

  it('R46: its arguments are those of the first sending, and its delivery counts as never', () => {
    const { calls, connect, make, session, sent, ended } = stage();
    const { session: present } = connect();
    const call = make('a');
    call.body = '';
    refuse(session, 0);
    expect(call.body).to.equal('[]');
    expect(sent).to.deep.equal(['a']);
    expect(present.sent).to.deep.equal(['0 a []']);
    calls.unsettled.reject(call, 'aborted', 'for the spec');
    expect(ended).to.deep.equal([[0, failed('a', 0, 'aborted', 'never')]]);
  });

  it('R14, R46: but unknown, if an earlier connection was lost under it', () => {
    const { calls, connect, lose, make, session, ended } = stage();
    connect();
    const call = make('a', { resend: true });
    lose();
    connect();
    refuse(session, 0);
    calls.unsettled.reject(call, 'aborted', 'for the spec');
    expect(ended).to.deep.equal([[0, failed('a', 0, 'aborted', 'unknown')]]);
  });

  it(
    'R46: the trial is alone; refused too, the stop doubles',
    marbles(m => {
      const { connect, makeAll, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(abc) 995ms a---- 1999ms a 3998ms (bc)');
      play(m, '                        (mr)  996ms ----r 1999ms s', {
        m: () => makeAll('abc'),
        r: () => refuse(session, 0, 1, 2),
        s: () => m.cold('3999ms x').subscribe(() => session.reply(0)),
      });
    }),
  );

  it(
    'R46: a time that the server names is waited for instead',
    marbles(m => {
      const { connect, makeAll, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('a- 248ms a');
      play(m, '                        (mr)', { m: () => makeAll('a'), r: () => session.reply(0, { error: 250 }) });
    }),
  );

  it(
    'R46: after five such refusals the call rejects with the ReplyError',
    marbles(m => {
      const { connect, makeAll, ended$ } = stage();
      const { session } = connect();
      session.whenSent = text => session.reply(JSON.parse(text).id, { error: 10 });
      m.expect(ended$).toBeObservable('40ms e', { e: [0, refused('a', 0, 10)] });
      play(m, '                        m', { m: () => makeAll('a') });
    }),
  );

  it(
    'R46: and so it does when its timeout since the first sending has passed, while it waits',
    marbles(m => {
      const { connect, make, ended$, session } = stage();
      connect();
      m.expect(ended$).toBeObservable('300ms e', { e: [0, refused('a', 0)] });
      play(m, '                        m 99ms r', {
        m: () => make('a', { timeout: 300 }),
        r: () => refuse(session, 0),
      });
      m.flush();
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R15, R46: sent again, it times out when that time has passed: the server has not answered this sending',
    marbles(m => {
      const { connect, make, ended$, session } = stage();
      connect();
      const late = { ...failed('a', 0, 'timeout', 'unknown'), name: 'TimeoutError', waited: 1_500 };
      m.expect(ended$).toBeObservable('1500ms e', { e: [0, late] });
      play(m, '                        m 99ms r', {
        m: () => make('a', { timeout: 1_500 }),
        r: () => refuse(session, 0),
      });
    }),
  );

  it(
    'R15, R46: the ttl of the spool holds for it too',
    marbles(m => {
      const { connect, makeAll, ended$, session } = stage({ ttl: 50 });
      connect();
      m.expect(ended$).toBeObservable('50ms e', { e: [0, failed('a', 0, 'expired', 'never')] });
      play(m, '                        (mr)', { m: () => makeAll('a'), r: () => refuse(session, 0) });
      m.flush();
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R16, R27: one that is cancelled while it waits leaves nothing behind',
    marbles(m => {
      const { calls, connect, makeAll, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('a');
      const [a] = makeAll('');
      expect(a).to.equal(undefined);
      play(m, 'm', {
        m: () => {
          const [call] = makeAll('a');
          refuse(session, 0);
          if (call !== undefined) calls.unsettled.cancel(call);
          expect(timersOf(m)).to.equal(0);
        },
      });
    }),
  );

  it(
    'R46: a call that is refused otherwise rejects, and as a trial it shows that calls may go',
    marbles(m => {
      const { connect, makeAll, sent$, ended$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(ab) 996ms a---b');
      m.expect(ended$).toBeObservable('1004ms x', { x: [0, refused('a', 0, 'no')] });
      play(m, '                        (mr) 996ms ----s', {
        m: () => makeAll('ab', { timeout: 0 }),
        r: () => refuse(session, 0, 1),
        s: () => session.reply(0, { error: 'no' }),
      });
    }),
  );

  it(
    'R46: a trial that ends without an answer is followed by another',
    marbles(m => {
      const { connect, make, makeAll, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(ab) 996ms a 499ms b');
      play(m, '                        (mr)', {
        m: () => {
          make('a', { timeout: 1_500 });
          makeAll('b');
        },
        r: () => refuse(session, 0, 1),
      });
    }),
  );

  it(
    'R46: a trial whose connection is lost does not stop the next connection for ever; the stop lasts',
    marbles(m => {
      const { connect, lose, make, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(ab) 996ms a----a----b');
      play(m, '                        (mr) 996ms -----l----s', {
        m: () => ['a', 'b'].map(method => make(method, { resend: true })),
        r: () => refuse(session, 0, 1),
        l: () => {
          lose();
          connect();
        },
        s: () => session.reply(0),
      });
    }),
  );

  it('R14, R46: calls that are sent again after a loss go between those that wait, in the order of making', () => {
    const { calls, connect, lose, make, makeAll, session } = stage();
    connect();
    for (const method of ['a', 'b', 'c', 'd']) make(method, { resend: true });
    refuse(session, 2, 0);
    makeAll('e');
    lose();
    expect([...calls.unsettled.spool].map(({ method }) => method).join('')).to.equal('abcde');
  });

  it(
    'R46: a refused noReply call is dropped with one value on errors$, and stops the calls as well',
    marbles(m => {
      const { connect, make, makeAll, reported, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('a- 998ms b');
      play(m, '                        m-', {
        m: () => {
          make('a', { noReply: true });
          refuse(session, 0);
          refuse(session, 0);
          makeAll('b');
        },
      });
      m.flush();
      expect(reported.map(({ name, message }) => `${name} ${message}`)).to.deep.equal([
        'ReplyError the server refused "a": "fast"',
      ]);
    }),
  );

  it('R46: also when the refusal comes within the sending', () => {
    const { connect, make, makeAll, reported, ended, sent, session } = stage();
    const { session: present } = connect();
    present.whenSent = () => session.reply(0, FAST);
    make('a', { noReply: true });
    makeAll('b');
    expect([reported.length, ended, sent]).to.deep.equal([1, [[0, { resolved: undefined }]], ['a']]);
  });

  it(
    'R46: a noReply call may be the trial: if no refusal comes, the others go after the time of a stop',
    marbles(m => {
      const { connect, make, makeAll, sent$, session } = stage();
      connect();
      m.expect(sent$).toBeObservable('(ab) 996ms a 499ms q 999ms (cd)');
      play(m, '                        (mr)', {
        m: () => {
          make('a', { timeout: 1_500 });
          makeAll('b');
          refuse(session, 0);
          session.reply(1);
          make('q', { noReply: true });
          makeAll('cd');
        },
        r: () => {},
      });
    }),
  );

  it('R46: a forced call rejects as paced during a stop, and a refused one is not sent again', () => {
    const { connect, make, ended, session } = stage();
    connect();
    make('a', { whenDown: 'reject' });
    refuse(session, 0);
    make('b', { whenDown: 'reject' });
    expect(ended).to.deep.equal([
      [0, refused('a', 0)],
      [1, failed('b', 1, 'paced', 'never')],
    ]);
  });

  it('R46: a ping and a call of the session are sent during a stop; refused, they reject', () => {
    const { connect, make, makeAll, ended, sent, session } = stage();
    connect();
    makeAll('a');
    refuse(session, 0);
    make('ping', { whenDown: 'ping' });
    make('history', { whenDown: 'session' });
    refuse(session, 1, 2);
    expect(sent).to.deep.equal(['a', 'ping', 'history']);
    expect(ended).to.deep.equal([
      [1, refused('ping', 1)],
      [2, refused('history', 2)],
    ]);
  });

  it('R22, R46: the late refusal of a cancelled call stops the calls, and is reported nowhere', () => {
    const { calls, connect, makeAll, reported, sent, session } = stage();
    connect();
    const [a] = makeAll('a');
    if (a !== undefined) calls.unsettled.cancel(a);
    refuse(session, 0);
    makeAll('b');
    expect([sent, reported]).to.deep.equal([['a'], []]);
  });

  it('R46: with concurrency, the place of a refused call is free', () => {
    const { calls, connect, makeAll, session, sent } = stage({}, { concurrency: 1 });
    connect();
    makeAll('ab');
    session.reply(0, { error: 'at once' });
    expect(sent).to.deep.equal(['a', 'a']);
    session.reply(0);
    expect(sent).to.deep.equal(['a', 'a', 'b']);
    expect(calls.unsettled.inFlight).to.equal(1);
  });

  it(
    'R46: it goes together with a window',
    marbles(m => {
      const { connect, makeAll, sent$, session } = onStage({
        pace: [inWindow({ messages: 2, per: 100, reserve: 0 }), onRefusal()],
        refusal,
      });
      connect();
      m.expect(sent$).toBeObservable('(ab) 96ms (cd)- 996ms c');
      play(m, '                        m--- 97ms r', {
        m: () => makeAll('abcd'),
        r: () => refuse(session, 2, 3),
      });
    }),
  );
});

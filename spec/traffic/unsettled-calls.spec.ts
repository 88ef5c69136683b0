import { expect } from 'chai';
import { map } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { failed, stageCalls } from '../kit/session-kit/calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

/** Calls over an open session. */
const stage = () => {
  const staged = stageCalls();
  staged.calls.open(staged.session);
  return { ...staged, unsettled: staged.calls.unsettled };
};

describe('UnsettledCalls', () => {
  it('R13: settles a call once, whatever comes later', () => {
    const { unsettled, make, ends } = stage();
    const call = make('msg');
    unsettled.succeed(call, 'first');
    unsettled.succeed(call, 'second');
    unsettled.reject(call, 'closed', 'the client is closed');
    unsettled.cancel(call);
    expect(ends(0)).to.deep.equal([{ resolved: 'first' }]);
    expect(unsettled.isEmpty).to.equal(true);
  });

  it('R13: says of a failure whether the server may have had the call', () => {
    const { unsettled, session, make, ended } = stage();
    unsettled.reject(make('sent'), 'closed', 'the client is closed');
    session.takesFrames = false;
    unsettled.reject(make('kept'), 'closed', 'the client is closed');
    expect(ended).to.deep.equal([
      [0, failed('sent', 0, 'closed', 'unknown')],
      [1, failed('kept', 1, 'closed', 'never')],
    ]);
  });

  it('R13: a refusal is a ReplyError, or the server’s own error for those who want that', () => {
    const { session, make, ends } = stage();
    make('msg');
    make('msg', { rawServerErrors: true });
    session.reply(0, { error: 'no' });
    session.reply(1, { error: 'no' });
    const facts = { name: 'ReplyError', method: 'msg', id: 0, kind: 'refused', delivery: 'answered', error: 'no' };
    expect([ends(0), ends(1)]).to.deep.equal([[facts], [{ thrown: 'no' }]]);
  });

  it(
    'R15: a call that is in flight times out, counted from the sending',
    marbles(m => {
      const { calls, session, make, ended$ } = stageCalls();
      const late = { name: 'TimeoutError', method: 'a', id: 0, kind: 'timeout', delivery: 'unknown', waited: 5 };
      const steps = '   a-o';
      const expected = '-------t';
      play(m, steps, { a: () => make('a', { timeout: 5 }), o: () => calls.open(session) });
      m.expect(ended$.pipe(map(([, outcome]) => outcome))).toBeObservable(expected, { t: late });
    }),
  );

  it(
    'R15: a call that waits too long for a connection expires',
    marbles(m => {
      const { make, ended$ } = stageCalls({ ttl: 5 });
      const expected = '-----e';
      play(m, '         a', { a: () => make('a', { timeout: 2 }) });
      m.expect(ended$.pipe(map(([, outcome]) => outcome))).toBeObservable(expected, {
        e: failed('a', 0, 'expired', 'never'),
      });
    }),
  );

  it(
    'R14: a call that was taken back keeps what is left of its timeout',
    marbles(m => {
      const { unsettled, make } = stage();
      const call = make('history', { resend: true, timeout: 50 });
      const taken: unknown[] = [];
      play(m, '20ms t', { t: () => taken.push(...unsettled.takeInFlight()) });
      m.flush();
      expect(taken).to.deep.equal([call]);
      expect(call.replyMs).to.equal(30);
    }),
  );

  it(
    'idle$ emits each time that no call is left',
    marbles(m => {
      const { unsettled, session, make } = stage();
      const steps = '   a-b-x-y-c-z';
      const expected = '------i---i';
      play(m, steps, {
        a: () => make('a'),
        b: () => make('b'),
        x: () => session.reply(0),
        y: () => session.reply(1),
        c: () => make('c'),
        z: () => session.reply(2),
      });
      m.expect(unsettled.idle$.pipe(map(() => 'i'))).toBeObservable(expected);
    }),
  );

  it('gives up the arguments of a call that cannot be sent again, once it is sent', () => {
    const { make } = stage();
    expect([make('msg').body, make('history', { resend: true }).body]).to.deep.equal(['', '[]']);
  });

  it('R22: the late reply to a cancelled call is not stray', () => {
    const { unsettled, session, make, ended } = stage();
    unsettled.cancel(make('msg'));
    expect(session.reply(0)).to.equal('abandoned');
    expect(session.reply(0)).to.equal('stray');
    expect(ended, 'nobody is told').to.deep.equal([]);
  });

  it(
    'R27: leaves no timer of a call that is settled',
    marbles(m => {
      const { unsettled, session, make } = stage();
      unsettled.cancel(make('a'));
      unsettled.reject(make('b'), 'aborted', 'its signal was aborted');
      make('c');
      session.reply(2);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  describe('R35: onCancelled', () => {
    const hearing = () => {
      const staged = stage();
      const heard: string[] = [];
      staged.unsettled.onCancelled = call => void heard.push(`${call.method} ${call.stage}`);
      return { ...staged, heard };
    };

    it('hears of each call that its caller cancels after it was sent, before it is settled', () => {
      const { unsettled, make, heard, ended } = hearing();
      unsettled.cancel(make('cancelled'));
      unsettled.reject(make('aborted'), 'aborted', 'its signal was aborted');
      unsettled.unsubscribed(make('unsubscribed'));
      unsettled.unsubscribed(make('set-up', { whenDown: 'set-up' }));
      expect(heard).to.deep.equal(['cancelled sent', 'aborted sent', 'unsubscribed sent', 'set-up sent']);
      expect(
        ended.map(([id]) => id),
        'the two that reject',
      ).to.deep.equal([1, 3]);
    });

    it('hears of no call that was not sent, is settled, or ends in another way', () => {
      const { unsettled, session, make, heard, calls } = hearing();
      const answered = make('answered');
      session.reply(0);
      unsettled.cancel(answered);
      unsettled.reject(answered, 'aborted', 'its signal was aborted');
      unsettled.reject(make('closed'), 'closed', 'the client is closed');
      unsettled.fail(make('failed'), 'x');
      make('lost');
      calls.shut();
      unsettled.cancel(make('spooled'));
      unsettled.unsubscribed(make('waiting', { whenDown: 'set-up' }));
      expect(heard).to.deep.equal([]);
      expect(unsettled.isEmpty).to.equal(true);
    });

    it(
      'hears of a sent call that times out',
      marbles(m => {
        const { make, heard, ended } = hearing();
        make('late', { timeout: 5 });
        m.flush();
        expect([heard, ended.length]).to.deep.equal([['late sent'], 1]);
      }),
    );
  });

  it('R35: a call without an id, which is a notification, leaves no reply to abandon', () => {
    const { calls, replies, session, make, ends } = stageCalls();
    session.notification = method => `notify ${method}`;
    calls.open(session);
    const call = make('log', { noReply: true });
    expect([ends(0), call.stage, replies.clear()]).to.deep.equal([[{ resolved: undefined }], 'settled', []]);
    expect(session.reply(0)).to.equal('stray');
  });

  it('R46: knows how many calls are in flight', () => {
    const { unsettled, calls, session, make } = stage();
    const counts = [unsettled.inFlight];
    for (const method of ['a', 'b', 'c']) make(method);
    counts.push(unsettled.inFlight);
    session.reply(1);
    counts.push(unsettled.inFlight);
    calls.shut();
    make('d');
    make('e', { whenDown: 'set-up' });
    counts.push(unsettled.inFlight);
    expect(counts).to.deep.equal([0, 3, 2, 0]);
    calls.closeAll();
  });

  it(
    'R46: puts back a call that was sent, whose time goes no further',
    marbles(m => {
      const { unsettled, make, session } = stage();
      const call = make('a', { timeout: 50 });
      play(m, '20ms p', {
        p: () => {
          session.replies.withdraw(0);
          unsettled.putBack(call);
        },
      });
      m.flush();
      expect([call.stage, call.wasSent, call.replyMs, unsettled.inFlight]).to.deep.equal(['spooled', false, 30, 0]);
    }),
  );
});

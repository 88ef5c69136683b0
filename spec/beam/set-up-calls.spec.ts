import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { sendDuringSetUp, settleGroup, waitingCalls } from '../../lib/beam/set-up-calls.js';
import type { CallSettings } from '../../lib/traffic/call.js';
import { asFields } from '../kit/facts.js';
import { failed, groupOf, stageCalls } from '../kit/session-kit/calls.js';
import { play, timersOf } from '../kit/session-kit/play.js';

const SET_UP: Partial<CallSettings> = { whenDown: 'set-up' };

const timedOut = (method: string, id: number, waited: number) => ({
  ...failed(method, id, 'timeout', 'unknown'),
  name: 'TimeoutError',
  waited,
});

describe('the calls that are part of a set-up', () => {
  it(
    'emits the reply and does not settle the call',
    marbles(m => {
      const { calls, session, make, ended } = stageCalls();
      const call = make('auth', SET_UP);
      const reply = { error: 'no' };
      m.expect(sendDuringSetUp(calls, groupOf(call), session)).toBeObservable('--(r|)', { r: reply });
      play(m, '                                             --r', { r: () => session.reply(0, reply) });
      m.flush();
      expect(session.sent).to.deep.equal(['0 auth []']);
      expect(session.announced).to.deep.equal(session.sent);
      expect(ended).to.deep.equal([]);
      settleGroup(calls, groupOf(call), reply);
      expect(ended.length).to.equal(1);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'R14: after unsubscribing before the reply, the call waits for the next connection, with its id and no timer',
    marbles(m => {
      const { calls, session, make, ended } = stageCalls();
      const call = make('auth', SET_UP);
      m.expect(sendDuringSetUp(calls, groupOf(call), session), '^--!').toBeObservable('----');
      m.flush();
      expect(m.scheduler.frame).to.equal(3);
      expect(waitingCalls(calls, 'auth')).to.deep.equal([call]);
      expect(session.reply(0), 'a late reply is not taken for the next one').to.equal('abandoned');
      sendDuringSetUp(calls, groupOf(call), session).subscribe(reply => settleGroup(calls, groupOf(call), reply));
      session.reply(0, { data: 1 });
      expect(session.sent).to.deep.equal(['0 auth []', '0 auth []']);
      expect(ended).to.deep.equal([[0, { resolved: 1 }]]);
      expect(waitingCalls(calls, 'auth')).to.deep.equal([]);
    }),
  );

  it(
    'R15: the timeout of a call counts from the sending; after it, the set-up continues without the call',
    marbles(m => {
      const { calls, session, make, ended } = stageCalls();
      const call = make('auth', { ...SET_UP, timeout: 5 });
      m.expect(sendDuringSetUp(calls, groupOf(call), session)).toBeObservable('-----|');
      m.flush();
      expect(ended).to.deep.equal([[0, timedOut('auth', 0, 5)]]);
      expect(session.reply(0)).to.equal('abandoned');
    }),
  );

  it(
    'R16: after a call is cancelled before its answer, the set-up continues without it',
    marbles(m => {
      const { calls, session, make, ended } = stageCalls();
      const call = make('auth', SET_UP);
      m.expect(sendDuringSetUp(calls, groupOf(call), session)).toBeObservable('--|');
      play(m, '                                             --c', { c: () => calls.unsettled.cancel(call) });
      m.flush();
      expect(ended).to.deep.equal([]);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it(
    'does not send a call that has already settled',
    marbles(m => {
      const { calls, session, make } = stageCalls();
      const call = make('auth', SET_UP);
      calls.unsettled.cancel(call);
      m.expect(sendDuringSetUp(calls, groupOf(call), session)).toBeObservable('|');
      m.flush();
      expect(session.sent).to.deep.equal([]);
    }),
  );

  it(
    'R18: errors on a socket that accepts nothing, and the call waits for the next one',
    marbles(m => {
      const { calls, session, make, ended } = stageCalls();
      const call = make('auth', SET_UP);
      session.takesFrames = false;
      m.expect(sendDuringSetUp(calls, groupOf(call), session).pipe(asFields)).toBeObservable(
        '#',
        {},
        failed('auth', 0, 'not-connected', 'never'),
      );
      m.flush();
      expect(ended).to.deep.equal([]);
      expect(waitingCalls(calls, 'auth')).to.deep.equal([call]);
      expect(timersOf(m)).to.equal(0);
    }),
  );

  it('R13: a call that the client closes before its answer rejects, and the set-up completes', () => {
    const { calls, session, make, ended } = stageCalls();
    const call = make('auth', SET_UP);
    let completed = false;
    sendDuringSetUp(calls, groupOf(call), session).subscribe({ complete: () => (completed = true) });
    calls.closeAll();
    expect(ended).to.deep.equal([[0, failed('auth', 0, 'closed', 'unknown')]]);
    expect(completed).to.equal(true);
  });
});

import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { Ids } from '../../lib/protocol/ids.js';
import type { Call, CallSettings } from '../../lib/traffic/call.js';
import { sendCall } from '../../lib/traffic/send-call.js';
import { stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { timersOf } from '../kit/session-kit/play.js';

/** Calls that are handed to a session one by one; an id of `undefined` is given when one is sent. */
const stage = (given: 'made' | 'sent' | 'connection' = 'made') => {
  const { replies, calls, session, ended, ends, prepare } = stageCalls();
  const ids = new Ids({ ids: given });
  session.ids = ids;
  const { unsettled } = calls;
  const make = (method: string, settings: Partial<CallSettings> = {}): Call => {
    const call = prepare(method, settings);
    call.id = ids.whenMade();
    unsettled.add();
    return call;
  };
  const send = (call: Call, over = session) => sendCall(call, over, unsettled, replies);
  return { replies, unsettled, session, ids, ended, ends, make, send };
};

const broken = () => {
  throw new Error('broken');
};

describe('sendCall', () => {
  it('R12: hands the frame to the socket, then announces it', () => {
    const { session, make, send } = stage();
    const call = make('msg');
    session.whenSent = () => expect([call.stage, session.announced]).to.deep.equal(['sent', []]);
    expect(send(call)).to.equal(true);
    expect([session.sent, session.announced]).to.deep.equal([['1 msg []'], ['1 msg []']]);
    expect([call.stage, call.wasSent]).to.deep.equal(['sent', true]);
  });

  it('R12: gives up the arguments of a call that is not sent again', () => {
    const { make, send } = stage();
    const calls = [make('msg'), make('history', { resend: true })];
    for (const call of calls) send(call);
    expect(calls.map(({ body }) => body)).to.deep.equal(['', '[]']);
  });

  it('R18: is false on a socket that takes nothing more, and the call is where it was', () => {
    const { session, ids, make, send } = stage('sent');
    const call = make('msg');
    session.takesFrames = false;
    expect(send(call)).to.equal(false);
    expect([call.stage, call.id, call.wasSent, call.body]).to.deep.equal(['made', undefined, false, '[]']);
    expect(ids.next(), 'no id is used').to.equal(1);
  });

  it(
    'R18: is false when the send of the socket fails: no reply is expected, and no timer is left',
    marbles(m => {
      const { session, replies, make, send } = stage();
      const call = make('msg');
      session.takes = () => false;
      expect(send(call)).to.equal(false);
      expect([call.stage, call.wasSent, session.announced]).to.deep.equal(['made', false, []]);
      expect([replies.clear(), timersOf(m)]).to.deep.equal([[], 0]);
    }),
  );

  describe('ids', () => {
    it('R12, R30: of a call that has one since it was made is that', () => {
      const { session, make, send } = stage('made');
      const [a, b] = [make('a'), make('b')];
      for (const call of [b, a]) send(call);
      expect(session.sent).to.deep.equal(['2 b []', '1 a []']);
    });

    it('R30: are given in the order of sending, where a call gets its id when it is sent', () => {
      const { session, replies, ended, make, send } = stage('sent');
      const [a, b] = [make('a'), make('b')];
      expect([a.id, b.id]).to.deep.equal([undefined, undefined]);
      for (const call of [b, a]) send(call);
      expect(session.sent).to.deep.equal(['1 b []', '2 a []']);
      expect([a.id, b.id]).to.deep.equal([2, 1]);
      replies.reply(1, 'to b');
      expect(ended.map(([, outcome]) => outcome)).to.deep.equal([{ resolved: 'to b' }]);
      expect([a.stage, b.stage]).to.deep.equal(['sent', 'settled']);
    });

    it('R14, R30: a call that is sent again has the same id, unless ids begin anew on each connection', () => {
      for (const [given, second] of [
        ['sent', '1 a []'],
        ['connection', '1 b []'],
      ] as const) {
        const { session, replies, ids, make, send } = stage(given);
        const [a, b] = [make('a', { resend: true }), make('b', { resend: true })];
        for (const call of [a, b]) send(call);
        replies.clear();
        ids.connected();
        const next = new FakeSession(replies);
        next.ids = ids;
        for (const call of [b, a]) send(call, next);
        expect(next.sent).to.include(second);
        expect(next.sent).to.deep.equal(given === 'sent' ? ['2 b []', '1 a []'] : ['1 b []', '2 a []']);
        expect(replies.reply(1, 'x')).to.equal('delivered');
        expect([a.stage, b.stage]).to.deep.equal(given === 'sent' ? ['settled', 'sent'] : ['sent', 'settled']);
        expect(session.sent).to.have.length(2);
      }
    });

    it('R18, R30: a call that the socket failed to send keeps its id for the next time', () => {
      const { session, make, send } = stage('sent');
      const [a, b] = [make('a'), make('b')];
      session.takes = () => false;
      send(a);
      session.takes = () => true;
      for (const call of [b, a]) send(call);
      expect(session.sent).to.deep.equal(['1 a []', '2 b []', '1 a []']);
    });
  });

  describe('noReply', () => {
    const notifying = (made: ReturnType<typeof stage>) => {
      made.session.notification = (method, body) => `notify ${method} ${body}`;
      return made;
    };

    it('R17, R35: is a notification where the protocol has them: without an id, and without a reply to expect', () => {
      const { session, replies, ids, ended, make, send } = notifying(stage('sent'));
      const call = make('log', { noReply: true });
      expect(send(call)).to.equal(true);
      expect(session.sent).to.deep.equal(['notify log []']);
      expect(session.announced).to.deep.equal(['- log []']);
      expect([call.id, call.stage, replies.clear()]).to.deep.equal([undefined, 'settled', []]);
      expect(ended.map(([, outcome]) => outcome)).to.deep.equal([{ resolved: undefined }]);
      expect(ids.next()).to.equal(1);
      expect(replies.reply(1, 'x')).to.equal('stray');
    });

    it('R12, R17: is announced before it resolves, since its caller may call next', () => {
      for (const made of [stage('sent'), notifying(stage('sent'))]) {
        const { session, ended, make, send } = made;
        const settled: number[] = [];
        session.whenAnnounced = () => settled.push(ended.length);
        send(make('log', { noReply: true }));
        expect([settled, ended.length]).to.deep.equal([[0], 1]);
      }
    });

    it('R35: a call that wants a reply is never one', () => {
      const { session, make, send } = notifying(stage('sent'));
      send(make('msg'));
      expect(session.sent).to.deep.equal(['1 msg []']);
    });

    it('R17, R35: is a call like any other where there are none, and its reply is expected and ignored', () => {
      const { session, replies, ended, make, send } = stage('sent');
      send(make('log', { noReply: true }));
      expect(session.sent).to.deep.equal(['1 log []']);
      expect(ended.map(([, outcome]) => outcome)).to.deep.equal([{ resolved: undefined }]);
      expect([replies.reply(1, 'x'), replies.reply(1, 'x')]).to.deep.equal(['abandoned', 'stray']);
    });

    it('R18, R35: a notification that the socket fails to send waits, and resolves when it is sent', () => {
      const { session, ended, make, send } = notifying(stage('sent'));
      const call = make('log', { noReply: true });
      session.takes = () => false;
      expect([send(call), call.stage, ended]).to.deep.equal([false, 'made', []]);
      session.takes = () => true;
      send(call);
      expect([session.announced, ended.length]).to.deep.equal([['- log []'], 1]);
    });
  });

  describe('a protocol that throws', () => {
    const encoding = { name: 'CallError', method: 'msg', kind: 'encoding', delivery: 'never' };
    const ways: Record<string, [Partial<CallSettings>, (session: FakeSession) => void]> = {
      'frame()': [{}, session => Object.assign(session, { frame: broken })],
      'notification()': [{ noReply: true }, session => Object.assign(session, { notification: broken })],
    };
    for (const [what, [settings, breakIt]] of Object.entries(ways)) {
      it(
        `R19, R30: ${what} rejects that call, which then counts as dealt with, and leaves nothing`,
        marbles(m => {
          const { session, replies, unsettled, ended, make, send } = stage('sent');
          const { frame } = session;
          breakIt(session);
          const call = make('msg', settings);
          expect(send(call)).to.equal(true);
          expect(ended.map(([, outcome]) => outcome)).to.deep.equal([encoding]);
          expect([session.sent, session.announced, replies.clear()]).to.deep.equal([[], [], []]);
          expect([call.stage, unsettled.isEmpty, timersOf(m)]).to.deep.equal(['settled', true, 0]);
          session.frame = frame;
          send(make('next'));
          expect(session.sent).to.have.length(1);
        }),
      );
    }
  });
});

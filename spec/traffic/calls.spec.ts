import { expect } from 'chai';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { MethodPacket } from '../../lib/beam/packet.js';
import { waitingCalls } from '../../lib/beam/set-up-calls.js';
import { Ids } from '../../lib/protocol/ids.js';
import type { Call, CallSettings } from '../../lib/traffic/call.js';
import { failed, type Outcome, stageCalls } from '../kit/session-kit/calls.js';
import { FakeSession } from '../kit/session-kit/fake-session.js';
import { play, timersOf } from '../kit/session-kit/play.js';

type Stage = ReturnType<typeof stageCalls>;

/** The methods of packets, in order. */
const methods = (lines: readonly string[]): string => lines.map(each => each.split(' ')[1]).join(' ');

const timedOut = (method: string, id: number, waited: number) => ({
  ...failed(method, id, 'timeout', 'unknown'),
  name: 'TimeoutError',
  waited,
});

describe('Calls', () => {
  describe('in order', () => {
    it('R12: a call made during a session goes to the socket at once, and not into the spool', () => {
      const { calls, session, make, spooled } = stageCalls();
      calls.open(session);
      make('a');
      expect(session.sent).to.deep.equal(['0 a []']);
      expect(session.announced).to.deep.equal(session.sent);
      expect(spooled).to.deep.equal([]);
    });

    it('R12: calls made without a session are spooled, and sent in order by the next one', () => {
      const { calls, session, make, spooled } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      expect(spooled).to.deep.equal(['0 a []', '1 b []', '2 c []']);
      expect(session.sent).to.deep.equal([]);
      calls.open(session);
      make('d');
      expect(session.sent).to.deep.equal([...spooled, '3 d []']);
    });

    it('R13: a session that ends within the send of its socket, which then fails, settles the call once', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      session.whenSent = () => calls.shut();
      session.takes = () => false;
      make('a');
      expect(ended).to.deep.equal([[0, failed('a', 0, 'disconnected', 'unknown')]]);
      const next = new FakeSession(session.replies);
      calls.open(next);
      expect(next.sent).to.deep.equal([]);
      expect(calls.isIdle).to.equal(true);
    });

    for (const takes of [true, false]) {
      it(`R14: a spooled call is sent again if its session ended within a send that ${takes ? 'worked' : 'failed'}`, () => {
        const { calls, session, make, ended } = stageCalls({ ttl: 60_000 });
        for (const method of ['a', 'b']) make(method, { resend: true });
        session.whenSent = () => calls.shut();
        session.takes = () => takes;
        expect(calls.open(session)).to.equal(false);
        const next = new FakeSession(session.replies);
        calls.open(next);
        expect(next.sent).to.deep.equal(['0 a []', '1 b []']);
        for (const id of [0, 1]) next.reply(id, { data: id });
        expect(ended).to.deep.equal([0, 1].map(id => [id, { resolved: id }]));
        expect(calls.isIdle).to.equal(true);
      });
    }

    it('R18: a socket that fails in its send leaves the calls where they were, in their order', () => {
      const { calls, session, make } = stageCalls();
      for (const method of ['x', 'y']) make(method, { whenDown: 'set-up' });
      for (const method of ['a', 'b']) make(method);
      session.takes = text => text.includes('"x"');
      expect(calls.open(session)).to.equal(false);
      calls.shut();
      session.takes = text => !text.includes('"a"');
      expect(calls.open(session)).to.equal(false);
      session.takes = () => true;
      calls.open(session);
      expect(methods(session.sent)).to.equal('x y y a a b');
    });

    const duringFlush: Record<string, (stage: Stage, late: () => void) => void> = {
      sent$: ({ session }, late) => {
        session.whenAnnounced = text => text.includes('"a"') && late();
      },
      'the socket': ({ session }, late) => {
        session.whenSent = text => text.includes('"a"') && late();
      },
    };
    for (const [where, listen] of Object.entries(duringFlush)) {
      it(`R12: a call made from a handler of ${where} during the flush goes after those made before it`, () => {
        const stage = stageCalls();
        listen(stage, () => stage.make('late'));
        for (const method of ['a', 'b', 'c']) stage.make(method);
        stage.calls.open(stage.session);
        stage.make('later');
        expect(methods(stage.session.sent)).to.equal('a b c late later');
      });
    }

    it('R12: a set-up call made during the flush keeps its place among the other calls', () => {
      const { calls, session, make } = stageCalls();
      session.whenAnnounced = text => {
        if (!text.includes('"a"')) return;
        make('late');
        make('auth', { whenDown: 'set-up' });
        make('later');
      };
      make('a');
      make('b');
      calls.open(session);
      expect(methods(session.sent)).to.equal('a b late auth later');
    });

    it('R9: a call of a set-up that its session ended before is part of the next set-up, ahead of later ones', () => {
      const { calls, session, make } = stageCalls();
      session.whenAnnounced = text => text.includes('"a"') && make('auth', { whenDown: 'set-up' });
      session.takes = text => text.includes('"a"');
      for (const method of ['a', 'b']) make(method);
      expect(calls.open(session)).to.equal(false);
      make('auth', { whenDown: 'set-up' });
      calls.shut();
      expect(waitingCalls(calls, 'auth').map(({ id }) => id)).to.deep.equal([2, 3]);
      expect([...calls.unsettled.spool].map(({ method }) => method)).to.deep.equal(['b']);
    });

    it('R18: an outage does not make the calls of set-ups grow without bound: the oldest of a method go', () => {
      const { calls, make, ended } = stageCalls();
      for (let n = 0; n < 1_000; n += 1) make('auth', { whenDown: 'set-up' });
      make('optOutEvents', { whenDown: 'set-up' });
      make('auth', { whenDown: 'set-up' });
      expect(ended).to.deep.equal([0, 1].map(id => [id, failed('auth', id, 'overflow', 'never')]));
      expect(waitingCalls(calls, 'auth')).to.have.length(999);
      expect(waitingCalls(calls, 'optOutEvents')).to.have.length(1);
    });

    it('R14: calls that a handler of spooled$ settles are not announced as spooled', () => {
      const { calls, session, make, spooled } = stageCalls();
      calls.open(session);
      for (const method of ['a', 'b']) make(method, { resend: true });
      calls.spooled$.subscribe(() => calls.closeAll());
      calls.shut();
      expect(spooled).to.deep.equal(['0 a []']);
    });

    it('R12: so does a call made when a flushed noReply call resolves', () => {
      const { calls, session, make } = stageCalls();
      make('a', { noReply: true }, () => make('late'));
      make('b');
      calls.open(session);
      expect(methods(session.sent)).to.equal('a b late');
    });

    it('R12: a call made from a spooled$ handler goes after the call that spooled$ emitted', () => {
      const { calls, session, make } = stageCalls();
      const told = calls.spooled$.subscribe(packet => {
        if ((packet as MethodPacket).method === 'a') make('late');
      });
      make('a');
      make('b');
      told.unsubscribe();
      calls.open(session);
      expect(methods(session.sent)).to.equal('a late b');
    });

    it('R12: the rest stays spooled, in order, when the socket stops accepting during the flush', () => {
      const { calls, session, make, ended } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      session.whenAnnounced = text => {
        session.takesFrames = !text.includes('"b"');
      };
      calls.open(session);
      make('d');
      expect(methods(session.sent)).to.equal('a b');
      calls.shut();
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'disconnected', 'unknown')],
        [1, failed('b', 1, 'disconnected', 'unknown')],
      ]);
      const next = new FakeSession(session.replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('c d');
    });

    it('R16: a call that the socket did not accept during the flush can still be cancelled', () => {
      const { calls, session, make, replies } = stageCalls();
      const a = make('a');
      make('b');
      session.takesFrames = false;
      calls.open(session);
      calls.unsettled.cancel(a);
      calls.shut();
      const next = new FakeSession(replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('b');
    });

    it('R12: the rest stays spooled, in order, when a handler shuts the gate during the flush', () => {
      const { calls, session, make, replies } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      session.whenAnnounced = text => text.includes('"a"') && calls.shut();
      calls.open(session);
      make('d');
      expect(methods(session.sent)).to.equal('a');
      const next = new FakeSession(replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('b c d');
    });

    it('R12: when a handler opens another session during the flush, nothing is sent twice, or to the old socket', () => {
      const { calls, session, make, replies } = stageCalls();
      const next = new FakeSession(replies);
      for (const method of ['a', 'b']) make(method);
      session.whenAnnounced = () => {
        calls.shut();
        calls.open(next);
      };
      calls.open(session);
      make('c');
      expect([methods(session.sent), methods(next.sent)]).to.deep.equal(['a', 'b c']);
    });

    it('R16: a spooled call that is cancelled during the flush is not sent', () => {
      const { calls, session, make, ended } = stageCalls();
      make('a');
      const b = make('b');
      make('c');
      session.whenAnnounced = () => calls.unsettled.cancel(b);
      calls.open(session);
      expect(methods(session.sent)).to.equal('a c');
      expect(ended).to.deep.equal([]);
    });

    it('an empty spool and spooled$ without subscribers open the gate too', () => {
      const { calls, session, make } = stageCalls();
      calls.open(session);
      calls.shut();
      calls.open(session);
      make('a');
      expect(methods(session.sent)).to.equal('a');
    });
  });

  describe('settling', () => {
    it('R13: resolves with the data of the reply, and once', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('a');
      expect(session.reply(0, { data: 'hi' })).to.equal('delivered');
      expect(session.reply(0, { data: 'again' })).to.equal('stray');
      calls.shut();
      calls.closeAll();
      expect(ended).to.deep.equal([[0, { resolved: 'hi' }]]);
    });

    for (const error of ['no such method', { code: 4010, message: 'x' }]) {
      it(`R13: rejects with a ReplyError that holds ${JSON.stringify(error)} as sent`, () => {
        const { calls, session, make, ended } = stageCalls();
        calls.open(session);
        make('a');
        session.reply(0, { error });
        const facts = { ...failed('a', 0, 'refused', 'answered'), name: 'ReplyError', error };
        expect(ended).to.deep.equal([[0, facts]]);
      });
    }

    it('R22: replies go by id, whatever their order', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      for (const method of ['a', 'b', 'c']) make(method);
      for (const id of [2, 0, 1]) session.reply(id, { data: `to ${id}` });
      expect(ended).to.deep.equal([2, 0, 1].map(id => [id, { resolved: `to ${id}` }]));
    });

    it(
      'R13: a reply that arrives inside the socket’s send settles the call, and leaves nothing behind',
      marbles(m => {
        const { calls, session, make, ended, spooled } = stageCalls();
        session.whenSent = text => session.reply(JSON.parse(text).id, { data: 'at once' });
        make('a');
        calls.open(session);
        make('b');
        expect(ended).to.deep.equal([
          [0, { resolved: 'at once' }],
          [1, { resolved: 'at once' }],
        ]);
        expect(spooled).to.deep.equal(['0 a []']);
        expect(timersOf(m)).to.equal(0);
        calls.shut();
        calls.open(session);
        expect(methods(session.sent), 'neither is sent again').to.equal('a b');
      }),
    );

    it('idle$ emits each time that no call is left', () => {
      const { calls, session, make } = stageCalls();
      const log: string[] = [];
      calls.idle$.subscribe(() => log.push(`idle ${calls.unsettled.isEmpty}`));
      expect(calls.unsettled.isEmpty).to.equal(true);
      calls.open(session);
      make('a');
      make('b');
      expect(calls.unsettled.isEmpty).to.equal(false);
      session.reply(0);
      log.push('one left');
      session.reply(1);
      calls.unsettled.cancel(make('c'));
      expect(log).to.deep.equal(['one left', 'idle true', 'idle true']);
    });

    it('R29: a call counts as settled when its promise settles', () => {
      const { calls, session, make } = stageCalls();
      const seen: boolean[] = [];
      calls.open(session);
      make('a', {}, () => seen.push(calls.unsettled.isEmpty));
      session.reply(0);
      expect(seen).to.deep.equal([true]);
    });

    it('idle$ waits for a call that is made when another one settles', () => {
      const { calls, session, make } = stageCalls();
      let idle = 0;
      calls.idle$.subscribe(() => {
        idle += 1;
      });
      calls.open(session);
      make('a', {}, () => make('b'));
      session.reply(0);
      expect(idle).to.equal(0);
      session.reply(1);
      expect(idle).to.equal(1);
    });
  });

  describe('a connection that drops', () => {
    it('R14: calls in flight reject at once, as disconnected and with delivery unknown', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('a');
      make('b');
      calls.shut();
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'disconnected', 'unknown')],
        [1, failed('b', 1, 'disconnected', 'unknown')],
      ]);
      expect(session.reply(0), 'the next link may use no reply of this one').to.equal('stray');
    });

    it('R14: those that may be sent again go to the front of the spool, keep their ids, and are emitted on spooled$', () => {
      const { calls, session, make, ended, spooled } = stageCalls({ limit: 1 });
      calls.open(session);
      make('a', { resend: true });
      make('b');
      make('c', { resend: true });
      session.takesFrames = false;
      make('d');
      spooled.splice(0);
      calls.shut();
      expect(spooled).to.deep.equal(['0 a []', '2 c []']);
      expect(ended).to.deep.equal([[1, failed('b', 1, 'disconnected', 'unknown')]]);
      const next = new FakeSession(session.replies);
      calls.open(next);
      expect(next.sent).to.deep.equal(['0 a []', '2 c []', '3 d []']);
      next.reply(0, { data: 'at last' });
      expect(ended.at(-1)).to.deep.equal([0, { resolved: 'at last' }]);
    });

    it('R14: a call that was sent several times is still one call', () => {
      const { calls, session, make, ended } = stageCalls();
      make('a', { resend: true });
      for (const _ of [1, 2]) {
        calls.open(session);
        calls.shut();
      }
      calls.open(session);
      session.reply(0, { data: 1 });
      calls.shut();
      expect(session.sent).to.deep.equal(['0 a []', '0 a []', '0 a []']);
      expect(ended).to.deep.equal([[0, { resolved: 1 }]]);
    });

    it('R14: a call is not sent again after its third loss', () => {
      const { calls, session, make, ended } = stageCalls();
      make('a', { resend: true });
      for (const _ of [1, 2, 3, 4]) {
        calls.open(session);
        calls.shut();
      }
      expect(session.sent).to.deep.equal(['0 a []', '0 a []', '0 a []']);
      expect(ended).to.deep.equal([[0, failed('a', 0, 'disconnected', 'unknown')]]);
    });

    it('R14: a call that went back to the spool and was not sent again rejects with delivery unknown', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('a', { resend: true });
      calls.shut();
      calls.closeAll();
      expect(ended).to.deep.equal([[0, failed('a', 0, 'closed', 'unknown')]]);
    });

    it('R14: a noReply call has settled, and is not sent again', () => {
      const { calls, session, make } = stageCalls();
      calls.open(session);
      make('a', { noReply: true, resend: true });
      calls.shut();
      calls.open(session);
      expect(session.sent).to.deep.equal(['0 a []']);
    });

    it('R14: a call made when another one rejects waits for the next connection', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('a', {}, () => make('again'));
      make('b', { resend: true });
      calls.shut();
      expect(ended.length).to.equal(1);
      const next = new FakeSession(session.replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('b again');
    });
  });

  describe('time', () => {
    const outcomes = ({ ended$ }: Stage, m: Context, expected: string, values: Record<string, [number, Outcome]>) =>
      m.expect(ended$).toBeObservable(expected, values);

    it(
      'R15: the timeout counts from the sending, not from the call',
      marbles(m => {
        const stage = stageCalls();
        outcomes(stage, m, '60s 20s t', { t: [0, timedOut('a', 0, 20_000)] });
        play(m, '           60s o', { o: () => stage.calls.open(stage.session) });
        stage.make('a');
        m.flush();
        expect(stage.session.reply(0), 'its reply may still come').to.equal('abandoned');
      }),
    );

    it(
      'R14: the time in flight is summed over the sendings',
      marbles(m => {
        const stage = stageCalls();
        const { calls, session, make } = stage;
        calls.open(session);
        outcomes(stage, m, '10s 99ms 10s -t', { t: [0, timedOut('a', 0, 20_000)] });
        play(m, '           10s d 99ms o', { d: () => calls.shut(), o: () => calls.open(session) });
        make('a', { resend: true });
        m.flush();
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R15: the timeout does not count while the call waits to be sent again',
      marbles(m => {
        const { calls, session, make, ended } = stageCalls();
        calls.open(session);
        make('a', { resend: true });
        calls.shut();
        expect(timersOf(m)).to.equal(0);
        m.flush();
        expect(ended).to.deep.equal([]);
      }),
    );

    for (const timeout of [0, Number.POSITIVE_INFINITY]) {
      it(
        `R15: a timeout of ${timeout} waits for ever`,
        marbles(m => {
          const stage = stageCalls();
          stage.calls.open(stage.session);
          outcomes(stage, m, '60m r', { r: [0, { resolved: 'at last' }] });
          const before = timersOf(m);
          stage.make('a', { timeout });
          expect(timersOf(m)).to.equal(before);
          play(m, '           60m r', { r: () => stage.session.reply(0, { data: 'at last' }) });
        }),
      );
    }

    it(
      'R15: the wait in the spool has its own limit: a call that waited too long rejects with delivery never',
      marbles(m => {
        const stage = stageCalls({ ttl: 100 });
        const { calls, session, make } = stage;
        outcomes(stage, m, '100ms e 99ms d 99ms f', {
          e: [0, failed('a', 0, 'expired', 'never')],
          d: [1, failed('b', 1, 'disconnected', 'unknown')],
          f: [2, failed('c', 2, 'expired', 'unknown')],
        });
        play(m, '50ms b 69ms o 9ms c 69ms d', {
          b: () => make('b', { timeout: 0 }),
          o: () => calls.open(session),
          c: () => make('c', { resend: true, timeout: 1000 }),
          d: () => calls.shut(),
        });
        make('a');
      }),
    );

    it(
      'R27: an answered call leaves no timer (ancestor 8)',
      marbles(m => {
        const { calls, session, make } = stageCalls();
        calls.open(session);
        make('a');
        make('b');
        expect(timersOf(m)).to.equal(1);
        session.reply(0);
        session.reply(1, { error: 'no' });
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R27: a call that is cancelled, dropped, closed or without a reply leaves none either',
      marbles(m => {
        const { calls, session, make } = stageCalls({ ttl: 1000 });
        const over: ((call: Call) => void)[] = [
          call => calls.unsettled.cancel(call),
          () => calls.shut(),
          () => calls.closeAll(),
        ];
        for (const end of over) {
          calls.accept();
          calls.open(session);
          make('b', { noReply: true });
          const call = make('a');
          expect(timersOf(m)).to.equal(1);
          end(call);
          expect(timersOf(m)).to.equal(0);
        }
        calls.accept();
        calls.unsettled.cancel(make('spooled'));
        make('spooled too');
        expect(timersOf(m)).to.equal(1);
        calls.closeAll();
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });

  describe('settings', () => {
    it('R17: noReply resolves with nothing when the packet is handed to the socket, and its reply is expected', () => {
      const { calls, session, make, ended, replies } = stageCalls();
      make('a', { noReply: true });
      expect(ended, 'not while it is spooled').to.deep.equal([]);
      calls.open(session);
      expect(ended).to.deep.equal([[0, { resolved: undefined }]]);
      expect(replies.clear(), 'ancestor 3: nothing waits for the reply').to.deep.equal([]);
      make('b', { noReply: true });
      expect([session.reply(1, { error: 'no' }), session.reply(1)]).to.deep.equal(['abandoned', 'stray']);
      expect(ended[1]).to.deep.equal([1, { resolved: undefined }]);
      expect(calls.unsettled.isEmpty).to.equal(true);
    });

    it('R17: force is sent now', () => {
      const { calls, session, make } = stageCalls();
      calls.open(session);
      make('a', { whenDown: 'reject' });
      expect(session.sent).to.deep.equal(['0 a []']);
    });

    it('R17: or rejected now, without a session or on a closing socket, and never spooled', () => {
      const { calls, session, make, ended, spooled } = stageCalls();
      make('a', { whenDown: 'reject' });
      calls.open(session);
      session.takesFrames = false;
      make('b', { whenDown: 'reject' });
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'not-connected', 'never')],
        [1, failed('b', 1, 'not-connected', 'never')],
      ]);
      expect(spooled).to.deep.equal([]);
      expect(session.reply(1)).to.equal('stray');
    });

    it('R18: a call that a closing socket does not accept is spooled, and emitted on spooled$', () => {
      const { calls, session, make, ended, spooled } = stageCalls();
      calls.open(session);
      session.takesFrames = false;
      make('a');
      make('b');
      expect(spooled).to.deep.equal(['0 a []', '1 b []']);
      calls.shut();
      session.takesFrames = true;
      calls.open(session);
      expect(session.sent).to.deep.equal(['0 a []', '1 b []']);
      expect(ended).to.deep.equal([]);
    });

    const fulls: [overflow: 'reject-newest' | 'drop-oldest', rejected: number, sent: string][] = [
      ['reject-newest', 2, 'a b'],
      ['drop-oldest', 0, 'b c'],
    ];
    for (const [overflow, rejected, sent] of fulls) {
      it(`R18: when the spool is full, ${overflow} rejects visibly`, () => {
        const { calls, session, make, ended, spooled } = stageCalls({ limit: 2, overflow });
        for (const method of ['a', 'b', 'c']) make(method);
        const method = 'abc'.charAt(rejected);
        expect(ended).to.deep.equal([[rejected, failed(method, rejected, 'overflow', 'never')]]);
        expect(methods(spooled)).to.equal(overflow === 'drop-oldest' ? 'a b c' : 'a b');
        calls.open(session);
        expect(methods(session.sent)).to.equal(sent);
      });
    }

    it('R18: a call made when another one overflows is neither lost nor sent too early', () => {
      const { calls, session, make, ends } = stageCalls({ limit: 1, overflow: 'drop-oldest' });
      make('a', {}, () => make('again'));
      make('b');
      expect(ends(1)).to.deep.equal([failed('b', 1, 'overflow', 'never')]);
      calls.open(session);
      expect(methods(session.sent)).to.equal('again');
    });
  });

  describe('cancelling', () => {
    it('R16: a spooled call is never sent, and does not settle', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.unsettled.cancel(make('a'));
      calls.open(session);
      expect(session.sent).to.deep.equal([]);
      expect(ended).to.deep.equal([]);
      expect(calls.unsettled.isEmpty).to.equal(true);
    });

    it('R16: the reply to a sent call is expected, and ignored', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      calls.unsettled.cancel(make('a'));
      expect(session.reply(0, { data: 1 })).to.equal('abandoned');
      calls.shut();
      expect(ended).to.deep.equal([]);
    });

    it('R16: an aborted call rejects with the reason as its cause', () => {
      const { calls, session, make } = stageCalls();
      const received: unknown[] = [];
      const reason = new Error('the user left');
      for (const [i, isOpen] of [false, true].entries()) {
        if (isOpen) calls.open(session);
        const call = make('a', {}, outcome => received.push(outcome));
        calls.unsettled.reject(call, 'aborted', 'its signal was aborted', { cause: reason });
        calls.unsettled.reject(call, 'aborted', 'its signal was aborted', { cause: reason });
        expect(received[i]).to.deep.equal(failed('a', i, 'aborted', isOpen ? 'unknown' : 'never'));
      }
      expect(received.length).to.equal(2);
    });

    it('R13: cancelling twice, or after the call has settled, has no effect', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      const call = make('a');
      make('b');
      session.reply(0);
      calls.unsettled.cancel(call);
      calls.unsettled.cancel(call);
      calls.unsettled.reject(call, 'aborted', 'its signal was aborted', { cause: undefined });
      expect(calls.unsettled.isEmpty).to.equal(false);
      expect(ended.length).to.equal(1);
    });
  });

  describe('closing', () => {
    it('R13: rejects all calls as closed, spooled and sent, each with its delivery (ancestor 4)', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('in flight');
      session.takesFrames = false;
      make('spooled');
      make('set-up', { whenDown: 'set-up' });
      calls.closeAll();
      expect(ended).to.have.deep.members([
        [0, failed('in flight', 0, 'closed', 'unknown')],
        [1, failed('spooled', 1, 'closed', 'never')],
        [2, failed('set-up', 2, 'closed', 'never')],
      ]);
      expect(calls.unsettled.isEmpty).to.equal(true);
      expect(session.reply(0), 'the socket is gone').to.equal('stray');
    });

    it('R29: new calls reject as closed, until calls are accepted again', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.closeAll();
      make('a');
      make('b', { whenDown: 'reject' });
      calls.accept();
      make('c');
      calls.open(session);
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'closed', 'never')],
        [1, failed('b', 1, 'closed', 'never')],
      ]);
      expect(methods(session.sent)).to.equal('c');
    });

    it('R29: refusing new calls does not affect the pending ones', () => {
      const { calls, session, make, ends, ended } = stageCalls();
      make('a');
      calls.beginDraining();
      make('b');
      expect(ended).to.deep.equal([[1, failed('b', 1, 'closed', 'never')]]);
      calls.open(session);
      session.reply(0, { data: 'hi' });
      expect(ends(0)).to.deep.equal([{ resolved: 'hi' }]);
    });

    it('R11: carries the cause, for new calls too', () => {
      const { calls, prepare, nextId } = stageCalls();
      const causes: unknown[] = [];
      const cause = new Error('refused for good');
      const reject = (error: unknown) => void causes.push((error as Error).cause);
      const call = () => Object.assign(prepare('a'), { resolve: () => {}, reject });
      calls.submit(call());
      calls.closeAll(cause);
      calls.submit(call());
      calls.closeAll();
      calls.submit(call());
      expect(causes).to.deep.equal([cause, cause, undefined]);
      expect(nextId()).to.equal(3);
    });

    it('R25: handlers may make, cancel and close calls while the calls reject as closed', () => {
      const { calls, session, make, ended } = stageCalls();
      calls.open(session);
      make('a', {}, () => {
        calls.unsettled.cancel(b);
        make('late');
        calls.closeAll();
      });
      const b = make('b');
      make('c');
      calls.closeAll();
      expect(ended.map(([id]) => id).sort()).to.deep.equal([0, 2, 3]);
      expect(ended.every(([, outcome]) => 'kind' in outcome && outcome.kind === 'closed')).to.equal(true);
      expect(calls.unsettled.isEmpty).to.equal(true);
    });

    it('R25: and while the calls reject as disconnected', () => {
      const { calls, session, make, ended, ends } = stageCalls();
      calls.open(session);
      make('a', {}, () => {
        calls.unsettled.cancel(b);
        calls.closeAll();
      });
      const b = make('b');
      make('c');
      make('again', { resend: true });
      calls.shut();
      expect(ended.length).to.equal(3);
      expect(ends(1)).to.deep.equal([]);
      expect(ends(3)).to.deep.equal([failed('again', 3, 'closed', 'unknown')]);
      expect(calls.unsettled.isEmpty).to.equal(true);
    });

    it(
      'R25: and while a call rejects with a timeout',
      marbles(m => {
        const { calls, session, make, ended } = stageCalls();
        calls.open(session);
        make('a', {}, () => calls.closeAll());
        make('b');
        m.flush();
        expect(ended.map(([id]) => id)).to.deep.equal([0, 1]);
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });

  describe('on the wire of a protocol', () => {
    /** Calls whose ids are given when they are sent, on sessions that can cancel calls and notify. */
    const stage = (given: 'sent' | 'connection' = 'sent') => {
      const staged = stageCalls();
      const ids = new Ids({ ids: given });
      // As an RpcClient does: who hears of a cancelled call tells the server, on the present session.
      staged.calls.unsettled.onCancelled = ({ id, method }) => {
        if (id !== undefined) staged.calls.session?.send(`cancel ${id} ${method}`);
      };
      const connect = () => {
        ids.connected();
        const session = new FakeSession(staged.replies, undefined, staged.secrets);
        session.ids = ids;
        session.notification = (method, body) => `notify ${method} ${body}`;
        staged.calls.open(session);
        return session;
      };
      const make = (method: string, settings: Partial<CallSettings> = {}) => {
        const call = staged.prepare(method, settings);
        call.id = undefined;
        staged.calls.submit(call);
        return call;
      };
      return { ...staged, connect, make };
    };
    const ways: Record<string, (stage: ReturnType<typeof stageCalls>, call: Call) => void> = {
      unsubscribed: ({ calls }, call) => calls.unsettled.cancel(call),
      aborted: ({ calls }, call) => calls.unsettled.reject(call, 'aborted', 'its signal was aborted'),
    };

    it('R30: ids that are given when a call is sent count up in the order of sending, over all sessions', () => {
      const { calls, connect, make } = stage();
      const first = make('a', { resend: true });
      make('b', { whenDown: 'set-up' });
      expect(first.id).to.equal(undefined);
      expect(connect().sent).to.deep.equal(['1 b []', '2 a []']);
      calls.shut();
      make('c');
      const next = connect();
      make('d');
      expect(next.sent, 'and one that is sent again has the same').to.deep.equal(['2 a []', '3 c []', '4 d []']);
    });

    it('R30: ids that are good for one connection begin anew, also of a call that is sent again', () => {
      const { calls, replies, connect, make, ended } = stage('connection');
      make('a');
      make('b', { resend: true });
      expect(connect().sent).to.deep.equal(['1 a []', '2 b []']);
      calls.shut();
      expect(connect().sent).to.deep.equal(['1 b []']);
      expect([replies.reply(2, 'of the past'), replies.reply(1, 'to b')]).to.deep.equal(['stray', 'delivered']);
      expect(ended.map(([, outcome]) => outcome).at(-1)).to.deep.equal({ resolved: 'to b' });
      expect(calls.unsettled.isEmpty).to.equal(true);
    });

    it('R35: noReply calls are notifications, also those that waited in the spool, in their order', () => {
      const { replies, connect, make, ended, spooled } = stage();
      make('a', { noReply: true });
      make('b');
      const session = connect();
      make('c', { noReply: true });
      expect(session.sent).to.deep.equal(['notify a []', '1 b []', 'notify c []']);
      expect(session.announced).to.deep.equal(['- a []', '1 b []', '- c []']);
      expect(spooled.map(each => each.split(' ')[1])).to.deep.equal(['a', 'b']);
      expect(ended).to.have.length(2);
      expect(replies.clear(), 'only b waits').to.have.length(1);
    });

    it('R16, R35: a notification that is cancelled within its sending has no id by which to cancel it on the wire', () => {
      const { calls, replies, make, ended } = stage();
      const session = new FakeSession(replies);
      session.notification = () => 'notify';
      const call = make('a', { noReply: true });
      session.whenAnnounced = () => calls.unsettled.cancel(call);
      calls.open(session);
      expect([session.sent, ended, calls.unsettled.isEmpty]).to.deep.equal([['notify'], [], true]);
    });

    for (const [how, end] of Object.entries(ways)) {
      it(`R16, R35: a call in flight that is ${how} is cancelled on the wire, once, and its reply is ignored`, () => {
        const made = stage();
        const session = made.connect();
        const call = made.make('a');
        end(made, call);
        end(made, call);
        expect(session.sent).to.deep.equal(['1 a []', 'cancel 1 a']);
        expect([made.replies.reply(1, 'x'), made.replies.reply(1, 'x')]).to.deep.equal(['abandoned', 'stray']);
      });

      it(`R16, R35: a call that was not sent, is settled, or whose connection is gone, and is ${how}, is not`, () => {
        const made = stage();
        const waiting = made.make('waiting');
        end(made, waiting);
        const session = made.connect();
        const [answered, refused, quiet] = [made.make('a'), made.make('b'), made.make('c', { noReply: true })];
        made.replies.reply(1, 'x');
        made.replies.refusal(2, 'no');
        for (const call of [answered, refused, quiet]) end(made, call);
        const again = made.make('again', { resend: true });
        made.calls.shut();
        end(made, again);
        expect(session.sent).to.deep.equal(['1 a []', '2 b []', 'notify c []', '3 again []']);
        expect(made.connect().sent).to.deep.equal([]);
      });

      it(`R16, R35: a call that was sent during the flush and is ${how} in it is cancelled at once`, () => {
        const made = stage();
        const a = made.make('a');
        made.make('b');
        const { replies } = made;
        const session = new FakeSession(replies);
        session.whenAnnounced = text => text.includes('"a"') && end(made, a);
        made.calls.open(session);
        expect(session.sent).to.deep.equal(['0 a []', 'cancel 0 a', '1 b []']);
      });
    }

    it('R35: a call that was sent again is cancelled by the id of the connection that has it', () => {
      const { calls, connect, make } = stage('connection');
      make('a');
      const call = make('b', { resend: true });
      connect();
      calls.shut();
      const next = connect();
      calls.unsettled.cancel(call);
      expect(next.sent).to.deep.equal(['1 b []', 'cancel 1 b']);
    });

    it('R13, R35: an answer, or a loss, within the send of the cancelling settles the call once', () => {
      for (const inside of ['answer', 'loss']) {
        const { calls, replies, connect, make, ends } = stage();
        const session = connect();
        const call = make('a');
        session.whenSent = () => {
          if (inside === 'answer') replies.reply(1, 'x');
          else calls.shut();
        };
        calls.unsettled.reject(call, 'aborted', 'its signal was aborted');
        expect(ends(0)).to.have.length(1);
        expect(calls.unsettled.isEmpty).to.equal(true);
      }
    });

    it('R19, R30: a frame that throws rejects its call only, also in the midst of the flush', () => {
      const { calls, replies, ended, make } = stage();
      for (const method of ['a', 'b', 'c']) make(method);
      const session = new FakeSession(replies);
      const { frame } = session;
      session.frame = (id, method, body) => {
        if (method === 'b') throw new Error('broken');
        return frame(id, method, body);
      };
      expect(calls.open(session)).to.equal(true);
      expect(methods(session.sent)).to.equal('a c');
      expect(ended).to.deep.equal([[1, { name: 'CallError', method: 'b', kind: 'encoding', delivery: 'never' }]]);
      make('b', { whenDown: 'reject' });
      make('d');
      expect(methods(session.sent)).to.equal('a c d');
      expect(ended).to.have.length(2);
      expect(replies.clear()).to.have.length(3);
    });

    it(
      'R15, R35: a call that times out is cancelled on the wire too',
      marbles(m => {
        const { connect, make, ended } = stage();
        const session = connect();
        make('a', { timeout: 5 });
        m.flush();
        expect(ended).to.deep.equal([[0, { ...timedOut('a', 1, 5) }]]);
        expect(session.sent).to.deep.equal(['1 a []', 'cancel 1 a']);
      }),
    );
  });

  describe('of the set-up of a connection', () => {
    const setUp: Partial<CallSettings> = { whenDown: 'set-up' };

    it('R9: a call that is part of it waits with those of its method, and is not spooled', () => {
      const { calls, make, spooled } = stageCalls();
      make('auth', setUp);
      make('optOutEvents', setUp);
      make('auth', setUp);
      expect(waitingCalls(calls, 'auth').map(({ id }) => id)).to.deep.equal([0, 2]);
      expect(waitingCalls(calls, 'msg')).to.deep.equal([]);
      expect(spooled).to.deep.equal([]);
    });

    it('R9: is sent at once during a session', () => {
      const { calls, session, make } = stageCalls();
      calls.open(session);
      make('auth', setUp);
      expect(methods(session.sent)).to.equal('auth');
      expect(waitingCalls(calls, 'auth')).to.deep.equal([]);
    });

    it('R12: a call that was made too late for the set-up is sent before the spool', () => {
      const { calls, session, make } = stageCalls();
      make('a');
      make('auth', setUp);
      calls.open(session);
      expect(methods(session.sent)).to.equal('auth a');
      session.reply(1);
      expect(waitingCalls(calls, 'auth')).to.deep.equal([]);
    });
  });
});

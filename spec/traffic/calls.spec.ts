import { expect } from 'chai';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { Call, Terms } from '../../lib/traffic/call.js';
import { failed, type Outcome, stageCalls } from '../kit/session-kit/calls.js';
import { errorFacts } from '../kit/session-kit/facts.js';
import { FakeDesk } from '../kit/session-kit/fake-desk.js';
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
    it('R12: a call goes to the socket at once while a session stands, and not into the spool', () => {
      const { calls, desk, make, spooled } = stageCalls();
      calls.open(desk);
      make('a');
      expect(desk.sent).to.deep.equal(['0 a []']);
      expect(desk.told).to.deep.equal(desk.sent);
      expect(spooled).to.deep.equal([]);
    });

    it('R12: calls made while there is none are spooled, and sent in order with the next', () => {
      const { calls, desk, make, spooled } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      expect(spooled).to.deep.equal(['0 a []', '1 b []', '2 c []']);
      expect(desk.sent).to.deep.equal([]);
      calls.open(desk);
      make('d');
      expect(desk.sent).to.deep.equal([...spooled, '3 d []']);
    });

    const duringFlush: Record<string, (stage: Stage, late: () => void) => void> = {
      sent$: ({ desk }, late) => {
        desk.whenTold = text => text.includes('"a"') && late();
      },
      'the socket': ({ desk }, late) => {
        desk.whenSent = text => text.includes('"a"') && late();
      },
    };
    for (const [where, listen] of Object.entries(duringFlush)) {
      it(`R12: a call made from a handler of ${where} during the flush goes after those made before it`, () => {
        const stage = stageCalls();
        listen(stage, () => stage.make('late'));
        for (const method of ['a', 'b', 'c']) stage.make(method);
        stage.calls.open(stage.desk);
        stage.make('later');
        expect(methods(stage.desk.sent)).to.equal('a b c late later');
      });
    }

    it('R12: one that is else part of the set-up keeps its turn among those made during the flush', () => {
      const { calls, desk, make } = stageCalls();
      desk.whenTold = text => {
        if (!text.includes('"a"')) return;
        make('late');
        make('auth', { whenDown: 'standing' });
        make('later');
      };
      make('a');
      make('b');
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('a b late auth later');
    });

    it('R12: so does one made by the caller of a noReply call that is flushed', () => {
      const { calls, desk, make } = stageCalls();
      make('a', { noReply: true }, () => make('late'));
      make('b');
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('a b late');
    });

    it('R12: a call made from a spooled$ handler goes after the one that it hears of', () => {
      const { calls, desk, make } = stageCalls();
      const told = calls.spooled$.subscribe(({ method }) => {
        if (method === 'a') make('late');
      });
      make('a');
      make('b');
      told.unsubscribe();
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('a late b');
    });

    it('R12: what is still spooled stays so, in order, when the socket takes no more in mid-flush', () => {
      const { calls, desk, make, ended } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      desk.whenTold = text => {
        desk.isOpen = !text.includes('"b"');
      };
      calls.open(desk);
      make('d');
      expect(methods(desk.sent)).to.equal('a b');
      calls.shut();
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'disconnected', 'unknown')],
        [1, failed('b', 1, 'disconnected', 'unknown')],
      ]);
      const next = new FakeDesk(desk.replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('c d');
    });

    it('R16: what the socket did not take in mid-flush can still be cancelled', () => {
      const { calls, desk, make, replies } = stageCalls();
      const a = make('a');
      make('b');
      desk.isOpen = false;
      calls.open(desk);
      calls.cancel(a);
      calls.shut();
      const next = new FakeDesk(replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('b');
    });

    it('R12: the same when a handler shuts the gate in mid-flush', () => {
      const { calls, desk, make, replies } = stageCalls();
      for (const method of ['a', 'b', 'c']) make(method);
      desk.whenTold = text => text.includes('"a"') && calls.shut();
      calls.open(desk);
      make('d');
      expect(methods(desk.sent)).to.equal('a');
      const next = new FakeDesk(replies);
      calls.open(next);
      expect(methods(next.sent)).to.equal('b c d');
    });

    it('R12: a handler that opens another session in mid-flush: nothing is sent twice, nor to the old socket', () => {
      const { calls, desk, make, replies } = stageCalls();
      const next = new FakeDesk(replies);
      for (const method of ['a', 'b']) make(method);
      desk.whenTold = () => {
        calls.shut();
        calls.open(next);
      };
      calls.open(desk);
      make('c');
      expect([methods(desk.sent), methods(next.sent)]).to.deep.equal(['a', 'b c']);
    });

    it('R16: a spooled call that is cancelled in mid-flush is not sent', () => {
      const { calls, desk, make, ended } = stageCalls();
      make('a');
      const b = make('b');
      make('c');
      desk.whenTold = () => calls.cancel(b);
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('a c');
      expect(ended).to.deep.equal([]);
    });

    it('a flush without anybody who listens to spooled$ or anything spooled opens the gate', () => {
      const { calls, desk, make } = stageCalls();
      calls.open(desk);
      calls.shut();
      calls.open(desk);
      make('a');
      expect(methods(desk.sent)).to.equal('a');
    });
  });

  describe('settling', () => {
    it('R13: resolves with the data of the reply, and once', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('a');
      expect(desk.reply(0, { data: 'hi' })).to.equal('answered');
      expect(desk.reply(0, { data: 'again' })).to.equal('stray');
      calls.shut();
      calls.closeAll();
      expect(ended).to.deep.equal([[0, { resolved: 'hi' }]]);
    });

    for (const error of ['no such method', { code: 4010, message: 'x' }]) {
      it(`R13: rejects with a ReplyError that holds ${JSON.stringify(error)} as sent`, () => {
        const { calls, desk, make, ended } = stageCalls();
        calls.open(desk);
        make('a');
        desk.reply(0, { error });
        const facts = { ...failed('a', 0, 'refused', 'answered'), name: 'ReplyError', error };
        expect(ended).to.deep.equal([[0, facts]]);
      });
    }

    it('R22: replies go by id, whatever their order', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      for (const method of ['a', 'b', 'c']) make(method);
      for (const id of [2, 0, 1]) desk.reply(id, { data: `to ${id}` });
      expect(ended).to.deep.equal([2, 0, 1].map(id => [id, { resolved: `to ${id}` }]));
    });

    it(
      'R13: an answer within the socket’s own send settles the call, and leaves nothing',
      marbles(m => {
        const { calls, desk, make, ended, spooled } = stageCalls();
        desk.whenSent = text => desk.reply(JSON.parse(text).id, { data: 'at once' });
        make('a');
        calls.open(desk);
        make('b');
        expect(ended).to.deep.equal([
          [0, { resolved: 'at once' }],
          [1, { resolved: 'at once' }],
        ]);
        expect(spooled).to.deep.equal(['0 a []']);
        expect(timersOf(m)).to.equal(0);
        calls.shut();
        calls.open(desk);
        expect(methods(desk.sent), 'neither is sent again').to.equal('a b');
      }),
    );

    it('idle$ tells each time that no call is left', () => {
      const { calls, desk, make } = stageCalls();
      const log: string[] = [];
      calls.idle$.subscribe(() => log.push(`idle ${calls.idle}`));
      expect(calls.idle).to.equal(true);
      calls.open(desk);
      make('a');
      make('b');
      expect(calls.idle).to.equal(false);
      desk.reply(0);
      log.push('one left');
      desk.reply(1);
      calls.cancel(make('c'));
      expect(log).to.deep.equal(['one left', 'idle true', 'idle true']);
    });

    it('R29: a call counts as settled by the time its caller is told', () => {
      const { calls, desk, make } = stageCalls();
      const seen: boolean[] = [];
      calls.open(desk);
      make('a', {}, () => seen.push(calls.idle));
      desk.reply(0);
      expect(seen).to.deep.equal([true]);
    });

    it('idle$ waits for what a caller calls when it is told', () => {
      const { calls, desk, make } = stageCalls();
      let idle = 0;
      calls.idle$.subscribe(() => {
        idle += 1;
      });
      calls.open(desk);
      make('a', {}, () => make('b'));
      desk.reply(0);
      expect(idle).to.equal(0);
      desk.reply(1);
      expect(idle).to.equal(1);
    });
  });

  describe('a connection that drops', () => {
    it('R14: calls in flight reject at once, as disconnected: nobody knows whether the server had them', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('a');
      make('b');
      calls.shut();
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'disconnected', 'unknown')],
        [1, failed('b', 1, 'disconnected', 'unknown')],
      ]);
      expect(desk.reply(0), 'the next link may use no reply of this one').to.equal('stray');
    });

    it('R14: those that may be sent again go to the front of the spool, with their ids, and are told of', () => {
      const { calls, desk, make, ended, spooled } = stageCalls({ limit: 1 });
      calls.open(desk);
      make('a', { resend: true });
      make('b');
      make('c', { resend: true });
      desk.isOpen = false;
      make('d');
      spooled.splice(0);
      calls.shut();
      expect(spooled).to.deep.equal(['0 a []', '2 c []']);
      expect(ended).to.deep.equal([[1, failed('b', 1, 'disconnected', 'unknown')]]);
      const next = new FakeDesk(desk.replies);
      calls.open(next);
      expect(next.sent).to.deep.equal(['0 a []', '2 c []', '3 d []']);
      next.reply(0, { data: 'at last' });
      expect(ended.at(-1)).to.deep.equal([0, { resolved: 'at last' }]);
    });

    it('R14: what was sent again and again is still one call', () => {
      const { calls, desk, make, ended } = stageCalls();
      make('a', { resend: true });
      for (const _ of [1, 2, 3]) {
        calls.open(desk);
        calls.shut();
      }
      calls.open(desk);
      desk.reply(0, { data: 1 });
      calls.shut();
      expect(desk.sent).to.deep.equal(['0 a []', '0 a []', '0 a []', '0 a []']);
      expect(ended).to.deep.equal([[0, { resolved: 1 }]]);
    });

    it('R14: a call that goes back and never gets another chance says that it was sent', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('a', { resend: true });
      calls.shut();
      calls.closeAll();
      expect(ended).to.deep.equal([[0, failed('a', 0, 'closed', 'unknown')]]);
    });

    it('R14: a noReply call is over, and is not sent again', () => {
      const { calls, desk, make } = stageCalls();
      calls.open(desk);
      make('a', { noReply: true, resend: true });
      calls.shut();
      calls.open(desk);
      expect(desk.sent).to.deep.equal(['0 a []']);
    });

    it('R14: callers may call again when they are told: that waits for the next connection', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('a', {}, () => make('again'));
      make('b', { resend: true });
      calls.shut();
      expect(ended.length).to.equal(1);
      const next = new FakeDesk(desk.replies);
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
        play(m, '           60s o', { o: () => stage.calls.open(stage.desk) });
        stage.make('a');
        m.flush();
        expect(stage.desk.reply(0), 'its reply may still come').to.equal('expected');
      }),
    );

    it(
      'R15: and anew from each sending',
      marbles(m => {
        const stage = stageCalls();
        const { calls, desk, make } = stage;
        calls.open(desk);
        outcomes(stage, m, '10s 99ms 20s -t', { t: [0, timedOut('a', 0, 20_000)] });
        play(m, '           10s d 99ms o', { d: () => calls.shut(), o: () => calls.open(desk) });
        make('a', { resend: true });
        m.flush();
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R15: not while it waits to be sent again, however long',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        calls.open(desk);
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
          stage.calls.open(stage.desk);
          outcomes(stage, m, '60m r', { r: [0, { resolved: 'at last' }] });
          const before = timersOf(m);
          stage.make('a', { timeout });
          expect(timersOf(m)).to.equal(before);
          play(m, '           60m r', { r: () => stage.desk.reply(0, { data: 'at last' }) });
        }),
      );
    }

    it(
      'R15: the wait in the spool has its own bound: what waited too long was never sent',
      marbles(m => {
        const stage = stageCalls({ ttl: 100 });
        const { calls, desk, make } = stage;
        outcomes(stage, m, '100ms e 99ms d 99ms f', {
          e: [0, failed('a', 0, 'expired', 'never')],
          d: [1, failed('b', 1, 'disconnected', 'unknown')],
          f: [2, failed('c', 2, 'expired', 'unknown')],
        });
        play(m, '50ms b 69ms o 9ms c 69ms d', {
          b: () => make('b', { timeout: 0 }),
          o: () => calls.open(desk),
          c: () => make('c', { resend: true, timeout: 1000 }),
          d: () => calls.shut(),
        });
        make('a');
      }),
    );

    it(
      'R27: an answered call leaves no timer (ancestor 8)',
      marbles(m => {
        const { calls, desk, make } = stageCalls();
        calls.open(desk);
        make('a');
        make('b');
        expect(timersOf(m)).to.equal(1);
        desk.reply(0);
        desk.reply(1, { error: 'no' });
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R27: nor does one that is cancelled, dropped, closed or without a reply',
      marbles(m => {
        const { calls, desk, make } = stageCalls({ ttl: 1000 });
        const over: ((call: Call) => void)[] = [call => calls.cancel(call), () => calls.shut(), () => calls.closeAll()];
        for (const end of over) {
          calls.accept();
          calls.open(desk);
          make('b', { noReply: true });
          const call = make('a');
          expect(timersOf(m)).to.equal(1);
          end(call);
          expect(timersOf(m)).to.equal(0);
        }
        calls.accept();
        calls.cancel(make('spooled'));
        make('spooled too');
        expect(timersOf(m)).to.equal(1);
        calls.closeAll();
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });

  describe('terms', () => {
    it('R17: noReply resolves with nothing when the packet is handed over, and its reply is expected', () => {
      const { calls, desk, make, ended, replies } = stageCalls();
      make('a', { noReply: true });
      expect(ended, 'not while it is spooled').to.deep.equal([]);
      calls.open(desk);
      expect(ended).to.deep.equal([[0, { resolved: undefined }]]);
      expect(replies.clear(), 'ancestor 3: nothing waits for the reply').to.deep.equal([]);
      make('b', { noReply: true });
      expect([desk.reply(1, { error: 'no' }), desk.reply(1)]).to.deep.equal(['expected', 'stray']);
      expect(ended[1]).to.deep.equal([1, { resolved: undefined }]);
      expect(calls.idle).to.equal(true);
    });

    it('R17: force is sent now', () => {
      const { calls, desk, make } = stageCalls();
      calls.open(desk);
      make('a', { whenDown: 'reject' });
      expect(desk.sent).to.deep.equal(['0 a []']);
    });

    it('R17: or rejected now, never spooled: down, or on a socket that closes', () => {
      const { calls, desk, make, ended, spooled } = stageCalls();
      make('a', { whenDown: 'reject' });
      calls.open(desk);
      desk.isOpen = false;
      make('b', { whenDown: 'reject' });
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'not-connected', 'never')],
        [1, failed('b', 1, 'not-connected', 'never')],
      ]);
      expect(spooled).to.deep.equal([]);
      expect(desk.reply(1)).to.equal('stray');
    });

    it('R18: what a closing socket does not take is spooled, and told of', () => {
      const { calls, desk, make, ended, spooled } = stageCalls();
      calls.open(desk);
      desk.isOpen = false;
      make('a');
      make('b');
      expect(spooled).to.deep.equal(['0 a []', '1 b []']);
      calls.shut();
      desk.isOpen = true;
      calls.open(desk);
      expect(desk.sent).to.deep.equal(['0 a []', '1 b []']);
      expect(ended).to.deep.equal([]);
    });

    const fulls: [overflow: 'reject-newest' | 'drop-oldest', rejected: number, sent: string][] = [
      ['reject-newest', 2, 'a b'],
      ['drop-oldest', 0, 'b c'],
    ];
    for (const [overflow, rejected, sent] of fulls) {
      it(`R18: when the spool is full, ${overflow} rejects visibly`, () => {
        const { calls, desk, make, ended, spooled } = stageCalls({ limit: 2, overflow });
        for (const method of ['a', 'b', 'c']) make(method);
        const method = 'abc'.charAt(rejected);
        expect(ended).to.deep.equal([[rejected, failed(method, rejected, 'overflow', 'never')]]);
        expect(methods(spooled)).to.equal(overflow === 'drop-oldest' ? 'a b c' : 'a b');
        calls.open(desk);
        expect(methods(desk.sent)).to.equal(sent);
      });
    }

    it('R18: a caller that calls again when its call overflows is not lost, nor does it overtake', () => {
      const { calls, desk, make, ends } = stageCalls({ limit: 1, overflow: 'drop-oldest' });
      make('a', {}, () => make('again'));
      make('b');
      expect(ends(1)).to.deep.equal([failed('b', 1, 'overflow', 'never')]);
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('again');
    });
  });

  describe('cancelling', () => {
    it('R16: a spooled call is never sent, and its caller hears nothing', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.cancel(make('a'));
      calls.open(desk);
      expect(desk.sent).to.deep.equal([]);
      expect(ended).to.deep.equal([]);
      expect(calls.idle).to.equal(true);
    });

    it('R16: the reply of one that was sent is expected, and nobody’s', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      calls.cancel(make('a'));
      expect(desk.reply(0, { data: 1 })).to.equal('expected');
      calls.shut();
      expect(ended).to.deep.equal([]);
    });

    it('R16: aborted, it rejects with the reason as the cause', () => {
      const { calls, desk, make } = stageCalls();
      const heard: unknown[] = [];
      const reason = new Error('the user left');
      for (const [i, isOpen] of [false, true].entries()) {
        if (isOpen) calls.open(desk);
        const call = make('a', {}, outcome => heard.push(outcome));
        calls.abort(call, reason);
        calls.abort(call, reason);
        expect(heard[i]).to.deep.equal(failed('a', i, 'aborted', isOpen ? 'unknown' : 'never'));
      }
      expect(heard.length).to.equal(2);
    });

    it('R13: cancelled after it is settled, or twice, changes nothing', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      const call = make('a');
      make('b');
      desk.reply(0);
      calls.cancel(call);
      calls.cancel(call);
      calls.abort(call, undefined);
      expect(calls.idle).to.equal(false);
      expect(ended.length).to.equal(1);
    });
  });

  describe('closing', () => {
    it('R13: rejects all calls as closed, wherever they are, and says of each whether it was sent (ancestor 4)', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('in flight');
      desk.isOpen = false;
      make('spooled');
      make('standing', { whenDown: 'standing' });
      calls.closeAll();
      expect(ended).to.have.deep.members([
        [0, failed('in flight', 0, 'closed', 'unknown')],
        [1, failed('spooled', 1, 'closed', 'never')],
        [2, failed('standing', 2, 'closed', 'never')],
      ]);
      expect(calls.idle).to.equal(true);
      expect(desk.reply(0), 'the socket is gone').to.equal('stray');
    });

    it('R29: new calls reject as closed, until they are accepted again', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.closeAll();
      make('a');
      make('b', { whenDown: 'reject' });
      calls.accept();
      make('c');
      calls.open(desk);
      expect(ended).to.deep.equal([
        [0, failed('a', 0, 'closed', 'never')],
        [1, failed('b', 1, 'closed', 'never')],
      ]);
      expect(methods(desk.sent)).to.equal('c');
    });

    it('R29: refusing new calls leaves the others on their way', () => {
      const { calls, desk, make, ends, ended } = stageCalls();
      make('a');
      calls.refuse();
      make('b');
      expect(ended).to.deep.equal([[1, failed('b', 1, 'closed', 'never')]]);
      calls.open(desk);
      desk.reply(0, { data: 'hi' });
      expect(ends(0)).to.deep.equal([{ resolved: 'hi' }]);
    });

    it('R11: carries the cause, for new calls too', () => {
      const { calls, prepare, nextId } = stageCalls();
      const causes: unknown[] = [];
      const cause = new Error('refused for good');
      const reject = (error: unknown) => void causes.push((error as Error).cause);
      const call = () => Object.assign(prepare('a'), { resolve: () => {}, reject });
      calls.make(call());
      calls.closeAll(cause);
      calls.make(call());
      calls.closeAll();
      calls.make(call());
      expect(causes).to.deep.equal([cause, cause, undefined]);
      expect(nextId()).to.equal(3);
    });

    it('R25: callers may make, cancel and close while they are told that all is closed', () => {
      const { calls, desk, make, ended } = stageCalls();
      calls.open(desk);
      make('a', {}, () => {
        calls.cancel(b);
        make('late');
        calls.closeAll();
      });
      const b = make('b');
      make('c');
      calls.closeAll();
      expect(ended.map(([id]) => id).sort()).to.deep.equal([0, 2, 3]);
      expect(ended.every(([, outcome]) => 'kind' in outcome && outcome.kind === 'closed')).to.equal(true);
      expect(calls.idle).to.equal(true);
    });

    it('R25: and while they are told that the connection dropped', () => {
      const { calls, desk, make, ended, ends } = stageCalls();
      calls.open(desk);
      make('a', {}, () => {
        calls.cancel(b);
        calls.closeAll();
      });
      const b = make('b');
      make('c');
      make('again', { resend: true });
      calls.shut();
      expect(ended.length).to.equal(3);
      expect(ends(1)).to.deep.equal([]);
      expect(ends(3)).to.deep.equal([failed('again', 3, 'closed', 'unknown')]);
      expect(calls.idle).to.equal(true);
    });

    it(
      'R25: and while a deadline is told',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        calls.open(desk);
        make('a', {}, () => calls.closeAll());
        make('b');
        m.flush();
        expect(ended.map(([id]) => id)).to.deep.equal([0, 1]);
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });

  describe('of the set-up of a connection', () => {
    const standing: Partial<Terms> = { whenDown: 'standing' };

    it('R9: a call that is part of it waits by its method, and is not spooled', () => {
      const { calls, make, spooled } = stageCalls();
      make('auth', standing);
      make('optOutEvents', standing);
      make('auth', standing);
      expect(calls.standing('auth').map(({ id }) => id)).to.deep.equal([0, 2]);
      expect(calls.standing('msg')).to.deep.equal([]);
      expect(spooled).to.deep.equal([]);
    });

    it('R9: goes to the socket at once while a session stands', () => {
      const { calls, desk, make } = stageCalls();
      calls.open(desk);
      make('auth', standing);
      expect(methods(desk.sent)).to.equal('auth');
      expect(calls.standing('auth')).to.deep.equal([]);
    });

    it('R12: what came too late for the set-up goes before the spool', () => {
      const { calls, desk, make } = stageCalls();
      make('a');
      make('auth', standing);
      calls.open(desk);
      expect(methods(desk.sent)).to.equal('auth a');
      desk.reply(1);
      expect(calls.standing('auth')).to.deep.equal([]);
    });

    it(
      'sent ahead, it gives the reply and leaves it to whoever asked to pass it on',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        const call = make('auth', standing);
        const reply = { type: 'reply', error: 'no', id: 0 } as const;
        m.expect(calls.sendAhead(call, desk)).toBeObservable('--(r|)', { r: reply });
        play(m, '                                             --r', { r: () => desk.replies.deliver(reply) });
        m.flush();
        expect(desk.sent).to.deep.equal(['0 auth []']);
        expect(desk.told).to.deep.equal(desk.sent);
        expect(ended).to.deep.equal([]);
        call.answered(reply);
        expect(ended.length).to.equal(1);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R14: unsubscribed before the reply, it waits for the next connection, with its id and no timer',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        const call = make('auth', standing);
        m.expect(calls.sendAhead(call, desk), '^--!').toBeObservable('----');
        m.flush();
        expect(m.scheduler.frame).to.equal(3);
        expect(calls.standing('auth')).to.deep.equal([call]);
        expect(desk.reply(0), 'a late reply is not taken for the next one').to.equal('expected');
        calls.sendAhead(call, desk).subscribe(reply => call.answered(reply));
        desk.reply(0, { data: 1 });
        expect(desk.sent).to.deep.equal(['0 auth []', '0 auth []']);
        expect(ended).to.deep.equal([[0, { resolved: 1 }]]);
        expect(calls.standing('auth')).to.deep.equal([]);
      }),
    );

    it(
      'R15: its timeout counts from the sending; then the set-up goes on without it',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        const call = make('auth', { ...standing, timeout: 5 });
        m.expect(calls.sendAhead(call, desk)).toBeObservable('-----|');
        m.flush();
        expect(ended).to.deep.equal([[0, timedOut('auth', 0, 5)]]);
        expect(desk.reply(0)).to.equal('expected');
      }),
    );

    it(
      'R16: cancelled on its way, the set-up goes on without it',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        const call = make('auth', standing);
        m.expect(calls.sendAhead(call, desk)).toBeObservable('--|');
        play(m, '                                             --c', { c: () => calls.cancel(call) });
        m.flush();
        expect(ended).to.deep.equal([]);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'does not send what was settled before its turn',
      marbles(m => {
        const { calls, desk, make } = stageCalls();
        const call = make('auth', standing);
        calls.cancel(call);
        m.expect(calls.sendAhead(call, desk)).toBeObservable('|');
        m.flush();
        expect(desk.sent).to.deep.equal([]);
      }),
    );

    it(
      'R18: on a socket that takes nothing any more it fails, and waits for the next',
      marbles(m => {
        const { calls, desk, make, ended } = stageCalls();
        const call = make('auth', standing);
        desk.isOpen = false;
        m.expect(calls.sendAhead(call, desk).pipe(errorFacts())).toBeObservable(
          '#',
          {},
          failed('auth', 0, 'not-connected', 'never'),
        );
        m.flush();
        expect(ended).to.deep.equal([]);
        expect(calls.standing('auth')).to.deep.equal([call]);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it('R13: closed on its way, it rejects, and the set-up is let go', () => {
      const { calls, desk, make, ended } = stageCalls();
      const call = make('auth', standing);
      let completed = false;
      calls.sendAhead(call, desk).subscribe({ complete: () => (completed = true) });
      calls.closeAll();
      expect(ended).to.deep.equal([[0, failed('auth', 0, 'closed', 'unknown')]]);
      expect(completed).to.equal(true);
    });
  });
});

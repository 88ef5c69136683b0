import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { TimeoutError } from '../../lib/errors.js';
import type { SubscriptionRules } from '../../lib/protocol/protocol.js';
import { handlerErrorsDuring } from '../kit/handler-errors.js';
import { play, timersOf } from '../kit/session-kit/play.js';
import { BY_ID, KEYED, type Staged, stageSubscriptions } from '../kit/session-kit/subscriptions.js';

/** Subscriptions with a session. */
const stage = (staged?: Staged) => {
  const made = stageSubscriptions(staged);
  return { ...made, session: made.connect() };
};

/** Args whose serialization runs code. */
const running = (act: () => void): unknown[] => [
  {
    toJSON: () => {
      act();
      return 'x';
    },
  },
];

describe('Subscriptions', () => {
  describe('a request', () => {
    it('R33: is sent when somebody subscribes, and not before', () => {
      const { subscriptions, session } = stage();
      const news$ = subscriptions.subscribe$('news', ['a', 1], 0);
      expect(session.sent).to.deep.equal([]);
      news$.subscribe();
      expect(session.sent).to.deep.equal(['1 news ["a",1]']);
      expect(session.announced).to.deep.equal(session.sent);
    });

    it('R33: the same method and arguments are one subscription, whose items reach all its subscribers', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a', { args: [{ deep: [1] }] });
      watch('b', { args: [{ deep: [1] }] });
      answer(1, 'k');
      watch('c', { args: [{ deep: [1] }] });
      item('k', 'i');
      expect(session.sent).to.deep.equal(['1 news [{"deep":[1]}]']);
      expect(seen).to.deep.equal(['a i', 'b i', 'c i']);
    });

    it('R33: another method, other arguments, or named ones, are another subscription', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a');
      watch('b', { method: 'olds' });
      watch('c', { args: [1] });
      watch('d', { args: { n: 1 } });
      expect(session.sent).to.deep.equal(['1 news []', '2 olds []', '3 news [1]', '4 news {"n":1}']);
      for (const id of [1, 2, 3, 4]) answer(id, `k${id}`);
      for (const id of [4, 2, 1, 3]) item(`k${id}`, id);
      expect(seen).to.deep.equal(['d 4', 'b 2', 'a 1', 'c 3']);
    });

    it('R33: without a session it waits for the next one, and is not sent if nobody wants it by then', () => {
      const { connect, watch, entries } = stageSubscriptions();
      watch('a');
      watch('b', { method: 'olds' }).unsubscribe();
      watch('c', { method: 'old', linger: 1_000 }).unsubscribe();
      expect(entries(), 'only the first is left').to.equal(1);
      expect(connect().sent).to.deep.equal(['1 news []']);
    });

    it('R33: on a socket that takes nothing more it waits for the next session', () => {
      const { session, connect, lose, watch, replies } = stage();
      session.takesFrames = false;
      watch('a');
      expect(replies.clear()).to.deep.equal([]);
      lose(session);
      expect(connect().sent).to.deep.equal(['1 news []']);
    });

    it('R33: one that the socket fails to send waits for the next session, and no reply is expected', () => {
      const { session, connect, lose, watch, answer, replies } = stage();
      session.takes = () => false;
      watch('a');
      expect(session.announced).to.deep.equal([]);
      expect(answer(1, 'k')).to.equal('stray');
      expect(replies.clear()).to.deep.equal([]);
      lose(session);
      expect(connect().sent).to.deep.equal(['2 news []']);
    });

    it('R33: arguments that change after the subscribing change nothing, on this session or the next', () => {
      const requests: unknown[] = [];
      const cancel = (_key: unknown, { args }: { args: unknown }) => {
        requests.push(args);
        return undefined;
      };
      const { session, connect, lose, watch, answer } = stage({ rules: { ...KEYED, cancel } });
      const args: unknown[] = ['a'];
      const named: Record<string, unknown> = { n: 1 };
      const held = [watch('a', { args }), watch('b', { args: named })];
      args.push('changed');
      named.n = 'changed';
      watch('c', { args: ['a'] });
      expect(session.sent).to.deep.equal(['1 news ["a"]', '2 news {"n":1}']);
      lose(session);
      expect(connect().sent).to.deep.equal(['3 news ["a"]', '4 news {"n":1}']);
      for (const id of [3, 4]) answer(id, id);
      watch('d', { args: ['a'] }).unsubscribe();
      for (const each of held) each.unsubscribe();
      expect(requests, 'the first one has a subscriber left').to.deep.equal([{ n: 1 }]);
    });

    it('R26, R33: the secrets among its arguments are masked in what the server repeats', () => {
      const { watch, refuse, raw, failures } = stage({
        secretsOf: (_method, args) => [(args as string[])[0] as string],
      });
      watch('a', { args: ['hunter22'] });
      refuse(1, { code: 7, message: 'bad key hunter22' });
      expect(raw[0]?.message).to.equal('the server refused "news": 7 "bad key …"');
      const facts = { name: 'ReplyError', method: 'news', id: 1, kind: 'refused', delivery: 'answered' };
      expect(failures).to.deep.equal([{ ...facts, error: { code: 7, message: 'bad key hunter22' } }]);
    });
  });

  describe('the cancelling', () => {
    it('R33: follows when the last subscriber leaves, and not before', () => {
      const { session, watch, answer } = stage();
      const [a, b] = [watch('a'), watch('b')];
      answer(1, 'k');
      a.unsubscribe();
      expect(session.sent).to.have.length(1);
      b.unsubscribe();
      expect(session.sent.slice(1)).to.deep.equal(['2 off ["k"]']);
      expect(session.announced).to.deep.equal(session.sent);
    });

    it('R33: the answer to it is expected, be it a refusal, and told to nobody', () => {
      const { watch, answer, refuse, seen, reported } = stage();
      watch('a').unsubscribe();
      answer(1, 'k');
      watch('b', { method: 'olds' }).unsubscribe();
      answer(3, 'l');
      expect([answer(2, true), refuse(4), answer(4, true)]).to.deep.equal(['abandoned', 'abandoned', 'stray']);
      expect([seen, reported]).to.deep.equal([[], []]);
    });

    it('R33: waits for the answer that names the key, if it has not come', () => {
      const { session, watch, answer, item, seen, entries } = stage();
      watch('a').unsubscribe();
      expect(session.sent).to.deep.equal(['1 news []']);
      item('k', 'early');
      expect(answer(1, 'k')).to.equal('delivered');
      item('k', 'late');
      expect(session.sent.slice(1)).to.deep.equal(['2 off ["k"]']);
      expect([seen, entries()]).to.deep.equal([[], 0]);
    });

    it('R33: who subscribes again while the first answer is awaited causes no request and no cancelling', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a').unsubscribe();
      watch('b').unsubscribe();
      watch('c');
      answer(1, 'k');
      item('k', 'i');
      expect(session.sent).to.deep.equal(['1 news []']);
      expect(seen).to.deep.equal(['c i']);
    });

    it('R33: nothing is cancelled, nor told, if the awaited answer is a refusal', () => {
      const { session, watch, refuse, seen, reported, entries } = stage();
      watch('a').unsubscribe();
      expect(refuse(1)).to.equal('delivered');
      expect([session.sent.length, seen, reported, entries()]).to.deep.equal([1, [], [], 0]);
    });

    it('R33: who subscribes after it is a new subscription, which items of the old one do not reach', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a').unsubscribe();
      answer(1, 'k');
      watch('b');
      item('k', 'old');
      answer(3, 'l');
      item('k', 'old');
      item('l', 'new');
      expect(session.sent).to.deep.equal(['1 news []', '2 off ["k"]', '3 news []']);
      expect(seen).to.deep.equal(['b new']);
    });

    it('R33: items of a cancelled subscription are ignored', () => {
      const { watch, answer, item, subscriptions, seen, reported } = stage();
      const a = watch('a');
      answer(1, 'k');
      a.unsubscribe();
      item('k', 'late');
      expect(subscriptions.item('k', 'late')).to.equal(false);
      expect(subscriptions.end('k', 'late')).to.equal(false);
      expect([seen, reported]).to.deep.equal([[], []]);
    });

    it('R33: does not happen on a connection that is gone, or that takes nothing more', () => {
      const { session, connect, lose, watch, answer } = stage();
      const [a, b] = [watch('a'), watch('b', { method: 'olds' })];
      answer(1, 'k');
      answer(2, 'l');
      session.takesFrames = false;
      a.unsubscribe();
      lose(session);
      b.unsubscribe();
      expect(connect().sent).to.deep.equal([]);
      expect(session.sent).to.have.length(2);
    });

    it('R33: one that the socket fails to send is not announced, and expects no reply', () => {
      const { session, watch, answer, replies, reported } = stage();
      const a = watch('a');
      answer(1, 'k');
      session.takes = () => false;
      a.unsubscribe();
      expect(session.announced).to.have.length(1);
      expect(replies.clear()).to.deep.equal([]);
      expect(reported).to.deep.equal([]);
    });

    const silent: SubscriptionRules[] = [{ key: data => data }, { ...KEYED, cancel: () => undefined }];
    for (const rules of silent) {
      it(`R33: sends nothing where the protocol ${rules.cancel === undefined ? 'has' : 'gives'} no cancel`, () => {
        const { session, watch, answer, item, seen, entries } = stage({ rules });
        const a = watch('a');
        answer(1, 'k');
        a.unsubscribe();
        item('k', 'late');
        expect([session.sent.length, seen, entries()]).to.deep.equal([1, [], 0]);
      });
    }

    it('R33: may be a frame, which uses no id and expects no reply', () => {
      const cancel: SubscriptionRules['cancel'] = (key, { id, method, args }) => `stop ${key} ${id} ${method} ${args}`;
      const { session, ids, watch, answer } = stage({ rules: { ...KEYED, cancel } });
      const a = watch('a', { args: ['x'] });
      answer(1, 'k');
      a.unsubscribe();
      expect(session.sent.slice(1)).to.deep.equal(['stop k 1 news x']);
      expect(ids.next()).to.equal(2);
    });
  });

  describe('linger', () => {
    it(
      'R33: with 0 the cancelling follows at once',
      marbles(m => {
        const { session, watch, answer } = stage();
        const a = watch('a', { linger: 0 });
        answer(1, 'k');
        a.unsubscribe();
        expect(session.sent).to.have.length(2);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R33: the cancelling follows so many ms after the last subscriber has left',
      marbles(m => {
        const { session, watch, answer, item, seen, entries } = stage();
        const at: number[] = [];
        session.whenSent = () => at.push(m.scheduler.now());
        const [a, b] = [watch('a', { linger: 50 }), watch('b', { linger: 20 })];
        play(m, '--k---a---b', {
          k: () => answer(1, 'k'),
          a: () => a.unsubscribe(),
          b: () => b.unsubscribe(),
        });
        play(m, '15ms i', { i: () => item('k', 'unheard') });
        m.flush();
        expect(at).to.deep.equal([0, 30]);
        expect(session.sent[1]).to.equal('2 off ["k"]');
        expect([seen, entries(), timersOf(m)]).to.deep.equal([[], 0, 0]);
      }),
    );

    it(
      'R33: who comes while it lingers has it, and nothing is sent',
      marbles(m => {
        const { session, watch, answer, item, seen } = stage();
        const a = watch('a', { linger: 20 });
        answer(1, 'k');
        play(m, 'a 18ms b', { a: () => a.unsubscribe(), b: () => watch('b') });
        play(m, '40ms i', { i: () => item('k', 'i') });
        m.flush();
        expect(session.sent).to.deep.equal(['1 news []']);
        expect(seen).to.deep.equal(['b i']);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R33: counts from the last leaving anew',
      marbles(m => {
        const { session, watch, answer } = stage();
        const at: number[] = [];
        session.whenSent = () => at.push(m.scheduler.now());
        const a = watch('a', { linger: 20 });
        answer(1, 'k');
        play(m, 'a 9ms b', { a: () => a.unsubscribe(), b: () => watch('b', { linger: 20 }).unsubscribe() });
        m.flush();
        expect(at).to.deep.equal([0, 30]);
      }),
    );

    it(
      'R33: an answer that comes meanwhile is taken, and the cancelling follows in its time',
      marbles(m => {
        const { session, watch, answer } = stage();
        const at: number[] = [];
        session.whenSent = () => at.push(m.scheduler.now());
        watch('a', { linger: 20 }).unsubscribe();
        play(m, '9ms k', { k: () => answer(1, 'k') });
        m.flush();
        expect(at).to.deep.equal([0, 20]);
        expect(session.sent[1]).to.equal('2 off ["k"]');
      }),
    );

    it(
      'R33: an answer that comes after it names the key that is cancelled',
      marbles(m => {
        const { session, watch, answer } = stage();
        watch('a', { linger: 20 }).unsubscribe();
        play(m, '30ms k', { k: () => answer(1, 'k') });
        m.flush();
        expect(session.sent).to.deep.equal(['1 news []', '2 off ["k"]']);
      }),
    );

    for (const linger of [Number.POSITIVE_INFINITY, 2 ** 31]) {
      it(
        `R33: with ${linger} it stays as long as the connection, without a timer`,
        marbles(m => {
          const { session, connect, lose, watch, answer, item, seen, entries } = stage();
          const a = watch('a', { linger });
          answer(1, 'k');
          a.unsubscribe();
          expect(timersOf(m)).to.equal(0);
          watch('b', { linger });
          item('k', 'i');
          expect([session.sent, seen]).to.deep.equal([['1 news []'], ['b i']]);
          watch('c', { method: 'olds', linger }).unsubscribe();
          lose(session);
          expect(connect().sent).to.deep.equal(['3 news []']);
          expect(entries(), 'its name, and the reply that it awaits').to.equal(2);
        }),
      );
    }

    it(
      'R27, R33: a loss while it lingers ends it, and leaves no timer',
      marbles(m => {
        const { session, connect, lose, watch, answer, entries } = stage();
        const a = watch('a', { linger: 20 });
        answer(1, 'k');
        a.unsubscribe();
        watch('b', { method: 'olds', linger: 20 }).unsubscribe();
        expect(timersOf(m)).to.equal(2);
        lose(session);
        expect([timersOf(m), entries()]).to.deep.equal([0, 0]);
        expect(connect().sent).to.deep.equal([]);
        m.flush();
        expect(session.sent).to.have.length(2);
      }),
    );

    for (const how of ['end', 'refusal', 'completion'] as const) {
      it(
        `R27, R33: the server's or the client's ${how} while it lingers leaves no timer`,
        marbles(m => {
          const { session, subscriptions, watch, answer, refuse, entries } = stage();
          const a = watch('a', { linger: 20 });
          if (how === 'end') answer(1, 'k');
          a.unsubscribe();
          if (how === 'end') subscriptions.end('k', undefined);
          if (how === 'refusal') refuse(1);
          if (how === 'completion') subscriptions.complete();
          expect([timersOf(m), entries(), session.sent.length]).to.deep.equal([0, 0, 1]);
        }),
      );
    }
  });

  describe('over connections', () => {
    it('R33: each is requested again on the next session, in the order of making, before anything is answered', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      const [a] = [watch('a', { args: ['a'] }), watch('b', { args: ['b'] }), watch('c', { args: ['c'] })];
      for (const id of [3, 1]) answer(id, `k${id}`);
      a?.unsubscribe();
      watch('a', { args: ['a'] });
      lose(session);
      const next = connect();
      expect(next.sent).to.deep.equal(['6 news ["b"]', '7 news ["c"]', '8 news ["a"]']);
      for (const id of [8, 7, 6]) answer(id, id);
      for (const id of [6, 7, 8]) item(id, 'i');
      expect(seen).to.deep.equal(['b i', 'c i', 'a i']);
    });

    it('R33: a key may belong to another subscription on the next connection', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      watch('a', { args: ['a'] });
      watch('b', { args: ['b'] });
      answer(1, 'x');
      answer(2, 'y');
      lose(session);
      const next = connect();
      item('x', 'nobody has it yet');
      answer(3, 'y');
      answer(4, 'z');
      item('x', 'nobody has it');
      item('y', 'i');
      item('z', 'j');
      expect(seen).to.deep.equal(['a i', 'b j']);
      expect(next.sent).to.deep.equal(['3 news ["a"]', '4 news ["b"]']);
    });

    it('R33: the answer of a connection that is gone is not taken for that of the next', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      watch('a');
      lose(session);
      expect(answer(1, 'k')).to.equal('stray');
      connect();
      expect(answer(1, 'k')).to.equal('stray');
      item('k', 'not yet');
      answer(2, 'l');
      item('k', 'never');
      item('l', 'i');
      expect(seen).to.deep.equal(['a i']);
    });

    it('R33: nothing is sent on a connection that is over, also while its socket is still open', () => {
      const { session, connect, lose, watch, answer } = stage();
      const a = watch('a', { args: ['a'] });
      answer(1, 'k');
      lose();
      watch('b', { args: ['b'] });
      a.unsubscribe();
      expect(session.sent).to.have.length(1);
      expect(connect().sent).to.deep.equal(['2 news ["b"]']);
    });

    it('R33: one that everybody left before its answer, and before the loss, is not requested again', () => {
      const { session, connect, lose, watch, entries } = stage();
      watch('a').unsubscribe();
      lose(session);
      expect(entries()).to.equal(0);
      expect(connect().sent).to.deep.equal([]);
    });

    it('R33: one that a subscriber of the outage wants, too, is requested once', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      watch('a');
      answer(1, 'k');
      lose(session);
      watch('b');
      expect(connect().sent).to.deep.equal(['2 news []']);
      answer(2, 'k');
      item('k', 'i');
      expect(seen).to.deep.equal(['a i', 'b i']);
    });

    it('R33: a loss during the restoring leaves the rest to the next session, in order', () => {
      const { session, connect, lose, makeSession, watch } = stage();
      for (const name of ['a', 'b', 'c']) watch(name, { args: [name] });
      lose(session);
      const failing = makeSession();
      failing.takes = text => !text.includes('"b"');
      connect(failing);
      failing.takesFrames = false;
      lose(failing);
      expect(connect().sent.map(each => each.slice(2))).to.deep.equal(['news ["a"]', 'news ["b"]', 'news ["c"]']);
    });
  });

  describe('the end', () => {
    it('R33: a refused one errors with its ReplyError, and the others continue', () => {
      const { session, connect, lose, watch, answer, refuse, item, seen, failures, entries } = stage();
      watch('a', { args: ['a'] });
      watch('b', { args: ['b'] });
      watch('c', { args: ['a'] });
      expect(refuse(1, { code: -1, message: 'no' })).to.equal('delivered');
      answer(2, 'k');
      item('k', 'i');
      const facts = { name: 'ReplyError', method: 'news', id: 1, kind: 'refused', delivery: 'answered' };
      const failure = { ...facts, error: { code: -1, message: 'no' } };
      expect(failures).to.deep.equal([failure, failure]);
      expect(seen).to.deep.equal(['a failed', 'c failed', 'b i']);
      expect(entries(), 'b by its name and by its key').to.equal(2);
      lose(session);
      expect(connect().sent).to.deep.equal(['3 news ["b"]']);
    });

    it('R33: one that is refused on a later session errors then, and the others continue', () => {
      const { session, connect, lose, watch, answer, refuse, item, seen } = stage();
      watch('a', { args: ['a'] });
      watch('b', { args: ['b'] });
      for (const id of [1, 2]) answer(id, id);
      lose(session);
      connect();
      refuse(3);
      answer(4, 'k');
      item('k', 'i');
      expect(seen).to.deep.equal(['a failed', 'b i']);
    });

    for (const none of [undefined, null]) {
      it(`R33: the server's end with ${none} completes it, and nothing is cancelled`, () => {
        const { session, connect, lose, subscriptions, watch, answer, seen, entries } = stage();
        watch('a');
        watch('b');
        answer(1, 'k');
        expect(subscriptions.end('k', none)).to.equal(true);
        expect(seen).to.deep.equal(['a done', 'b done']);
        expect([session.sent.length, entries()]).to.deep.equal([1, 0]);
        lose(session);
        expect(connect().sent).to.deep.equal([]);
      });
    }

    for (const error of ['gone', 0, '', false, { code: 1 }]) {
      it(`R33: the server's end with ${JSON.stringify(error)} is a ReplyError that holds it`, () => {
        const { session, subscriptions, watch, answer, failures, entries } = stage();
        watch('a');
        answer(1, 'k');
        expect(subscriptions.end('k', error)).to.equal(true);
        const facts = { name: 'ReplyError', method: 'news', id: 1, kind: 'refused', delivery: 'answered' };
        expect(failures).to.deep.equal([{ ...facts, error }]);
        expect([session.sent.length, entries()]).to.deep.equal([1, 0]);
      });
    }

    it('R33: an end of another key ends nothing', () => {
      const { subscriptions, watch, answer, item, seen } = stage();
      watch('a');
      answer(1, 'k');
      for (const key of ['K', 1, undefined, null]) expect(subscriptions.end(key, undefined)).to.equal(false);
      item('k', 'i');
      expect(seen).to.deep.equal(['a i']);
    });

    it('R33: who subscribes after the end, or the refusal, is a new subscription', () => {
      const { session, subscriptions, watch, answer, refuse, item, seen } = stage();
      watch('a');
      answer(1, 'k');
      subscriptions.end('k', undefined);
      watch('b');
      refuse(2);
      watch('c');
      answer(3, 'k');
      item('k', 'i');
      expect(session.sent).to.deep.equal(['1 news []', '2 news []', '3 news []']);
      expect(seen).to.deep.equal(['a done', 'b failed', 'c i']);
    });

    it('completes all for good when the client is disposed of, and is subscribed to after that', () => {
      const { session, subscriptions, connect, watch, answer, seen, entries } = stage();
      watch('a');
      watch('b', { method: 'olds' });
      answer(1, 'k');
      subscriptions.complete();
      watch('c');
      expect(seen).to.deep.equal(['a done', 'b done', 'c done']);
      expect([session.sent.length, entries()]).to.deep.equal([2, 0]);
      expect(connect().sent).to.deep.equal([]);
      expect(answer(2, 'l'), 'its late answer').to.equal('abandoned');
    });
  });

  describe('early items', () => {
    it('R33: come after the answer that names their key, in order, and those of other keys do not', () => {
      const { watch, answer, item, seen } = stage();
      watch('a', { args: ['a'] });
      watch('b', { args: ['b'] });
      for (const [key, data] of ['k1', 'l2', 'k3', 'm4', 'l5'].entries()) item(data[0], `${data[1]}${key}`);
      expect(seen).to.deep.equal([]);
      answer(2, 'l');
      expect(seen).to.deep.equal(['b 21', 'b 54']);
      answer(1, 'k');
      item('k', 'live');
      expect(seen.slice(2)).to.deep.equal(['a 10', 'a 32', 'a live']);
    });

    it('R33: 1,000 are kept, the first ones', () => {
      const { watch, answer, item, seen } = stage();
      watch('a');
      for (let n = 1; n <= 1_001; n += 1) item('k', n);
      answer(1, 'k');
      expect([seen.length, seen.at(-1)]).to.deep.equal([1_000, 'a 1000']);
    });

    it('R33: are dropped at the loss', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      watch('a');
      item('k', 'early');
      lose(session);
      connect();
      answer(2, 'k');
      item('k', 'i');
      expect(seen).to.deep.equal(['a i']);
    });

    for (const [what, end] of [
      ['answer', (made: ReturnType<typeof stage>) => made.answer(1, 'other')],
      ['refusal', (made: ReturnType<typeof stage>) => made.refuse(1)],
    ] as const) {
      it(`R33: are dropped with the last awaited ${what}`, () => {
        const made = stage();
        made.watch('a', { args: ['a'] });
        made.item('k', 'early');
        end(made);
        made.item('k', 'unknown to all');
        made.watch('b', { args: ['b'] });
        made.answer(2, 'k');
        expect(made.seen.filter(each => each.startsWith('b'))).to.deep.equal([]);
      });
    }

    for (const error of [undefined, 'gone']) {
      it(`R33: an end that comes before the answer, ${error ?? 'without an error'}, ends it behind its items`, () => {
        const { session, watch, answer, item, end, seen, entries } = stage();
        watch('a', { args: ['a'] });
        watch('b', { args: ['b'] });
        item('k', 1);
        end('k', error);
        item('l', 2);
        answer(1, 'k');
        answer(2, 'l');
        expect(seen).to.deep.equal(['a 1', error === undefined ? 'a done' : 'a failed', 'b 2']);
        expect([session.sent.length, entries()]).to.deep.equal([2, 2]);
      });
    }

    it('R33: an end of a key that no answer names ends nothing', () => {
      const { watch, answer, end, item, seen } = stage();
      watch('a');
      end('other', undefined);
      answer(1, 'k');
      item('k', 1);
      expect(seen).to.deep.equal(['a 1']);
    });

    it('R25, R33: an end behind early items, one of whose handlers leaves and comes back, is that of the old one', () => {
      const { watch, leave, answer, item, end, seen } = stage();
      watch('a', { react: () => back() });
      const back = () => {
        leave('a');
        watch('b');
      };
      item('k', 1);
      end('k', undefined);
      answer(1, 'k');
      answer(3, 'k');
      item('k', 2);
      expect(seen).to.deep.equal(['a 1', 'b 2']);
    });

    it('R25, R33: an end behind early items does not end another one that a handler has given the key', () => {
      const { watch, leave, answer, item, end, seen } = stage();
      const react = () => {
        leave('a');
        answer(2, 'k');
      };
      watch('a', { react });
      watch('b', { method: 'olds' });
      item('k', 1);
      end('k', undefined);
      answer(1, 'k');
      item('k', 2);
      expect(seen).to.deep.equal(['a 1', 'b 2']);
    });

    it('R33: a socket that fails to send a request awaits nothing', () => {
      const { session, watch, answer, item, seen } = stage();
      session.takes = () => false;
      watch('a', { args: ['a'] });
      item('k', 'unknown to all');
      session.takes = () => true;
      watch('b', { args: ['b'] });
      answer(2, 'k');
      expect(seen).to.deep.equal([]);
    });
  });

  describe('without a key', () => {
    it('R33: items come by the id of the request, with or without a reply to it', () => {
      const { session, watch, answer, item, seen } = stage({ rules: BY_ID });
      const a = watch('a');
      item(1, 'i');
      expect(answer(1, 'ok')).to.equal('delivered');
      item(1, 'j');
      expect(seen).to.deep.equal(['a i', 'a j']);
      a.unsubscribe();
      expect(session.sent).to.deep.equal(['1 news []', '2 off [1]']);
    });

    it('R33: it is cancelled at once, and its late reply and items are ignored', () => {
      const { session, watch, answer, item, seen, entries } = stage({ rules: BY_ID });
      watch('a').unsubscribe();
      expect(session.sent).to.deep.equal(['1 news []', '2 off [1]']);
      item(1, 'late');
      expect([answer(1, 'ok'), answer(1, 'ok')]).to.deep.equal(['abandoned', 'stray']);
      expect([seen, entries()]).to.deep.equal([[], 0]);
    });

    it('R33: a refusal of the request is its ReplyError', () => {
      const { watch, refuse, item, seen, entries } = stage({ rules: BY_ID });
      watch('a');
      item(1, 'i');
      refuse(1);
      expect(seen).to.deep.equal(['a i', 'a failed']);
      expect(entries()).to.equal(0);
    });

    it('R33: the id of the next session is another', () => {
      const { session, connect, lose, watch, item, seen } = stage({ rules: BY_ID });
      watch('a');
      lose(session);
      connect();
      item(1, 'of the past');
      item(2, 'i');
      expect(seen).to.deep.equal(['a i']);
    });

    it(
      'R33: needs no reply, and does not time out',
      marbles(m => {
        const { watch, seen } = stage({ rules: BY_ID, callTimeout: 10 });
        watch('a');
        expect(timersOf(m)).to.equal(0);
        expect(seen).to.deep.equal([]);
      }),
    );
  });

  describe('time', () => {
    it(
      'R33: a request that is not answered within callTimeout errors with a TimeoutError',
      marbles(m => {
        const { session, subscriptions, watch, answer, item, failures, seen } = stage({ callTimeout: 5 });
        const news$ = subscriptions.subscribe$('news', [], 0);
        m.expect(news$, '--^').toBeObservable('-------#', {}, new TimeoutError('news', 1, 5));
        play(m, '--a', { a: () => watch('a') });
        play(m, '20ms k', {
          k: () => {
            expect(answer(1, 'k'), 'its late answer').to.equal('delivered');
            item('k', 'late');
          },
        });
        m.flush();
        expect(session.sent.at(-1), 'and what it names is cancelled').to.equal('2 off ["k"]');
        const facts = { name: 'TimeoutError', method: 'news', id: 1, kind: 'timeout', delivery: 'unknown', waited: 5 };
        expect(failures).to.deep.equal([facts]);
        expect([seen, session.sent.length]).to.deep.equal([['a failed'], 2]);
      }),
    );

    it(
      'R27, R33: an answer, a refusal and a loss in time leave no timer',
      marbles(m => {
        const { session, lose, watch, answer, refuse } = stage({ callTimeout: 5 });
        for (const name of ['a', 'b', 'c']) watch(name, { args: [name] });
        expect(timersOf(m)).to.equal(1);
        answer(1, 'k');
        refuse(2);
        expect(timersOf(m)).to.equal(1);
        lose(session);
        expect(timersOf(m)).to.equal(0);
      }),
    );

    it(
      'R33: the time counts anew on each session',
      marbles(m => {
        const { session, connect, lose, watch, failures } = stage({ callTimeout: 5 });
        const at: number[] = [];
        play(m, 'a--lc', {
          a: () => watch('a', { react: () => at.push(m.scheduler.now()) }),
          l: () => lose(session),
          c: () => connect(),
        });
        m.flush();
        expect(at).to.deep.equal([9]);
        expect(failures).to.have.length(1);
      }),
    );

    for (const callTimeout of [0, Number.POSITIVE_INFINITY]) {
      it(
        `R33: with a callTimeout of ${callTimeout} it waits for ever`,
        marbles(m => {
          const { watch, answer, seen } = stage({ callTimeout });
          watch('a');
          expect(timersOf(m)).to.equal(0);
          play(m, '60m k', { k: () => answer(1, 'k') });
          m.flush();
          expect(seen).to.deep.equal([]);
        }),
      );
    }

    it(
      'R27, R33: one that everybody has left is cancelled when its answer comes too late',
      marbles(m => {
        const { session, watch, answer, seen, entries } = stage({ callTimeout: 5 });
        watch('a').unsubscribe();
        m.flush();
        expect([seen, entries(), timersOf(m)]).to.deep.equal([[], 1, 0]);
        expect(answer(1, 'k')).to.equal('delivered');
        expect(session.sent.at(-1)).to.equal('2 off ["k"]');
      }),
    );
  });

  describe('what throws', () => {
    const broken = () => {
      throw new Error('broken');
    };
    const encoding = { name: 'CallError', method: 'news', kind: 'encoding', delivery: 'never' };

    it('R19, R33: arguments that cannot be serialized error that subscriber only, and use no id', () => {
      const { session, ids, watch, failures, raw, seen, entries } = stage();
      watch('a', { args: [1n] });
      watch('b', { args: [{ toJSON: broken }] });
      expect(failures).to.deep.equal([encoding, encoding]);
      expect(raw[1]?.cause).to.include({ message: 'broken' });
      expect([session.sent, seen, entries()]).to.deep.equal([[], ['a failed', 'b failed'], 0]);
      expect(ids.next()).to.equal(1);
    });

    it('R19, R33: a body() that throws does the same', () => {
      const { session, watch, failures, entries } = stage({ body: broken });
      watch('a');
      expect(failures).to.deep.equal([encoding]);
      expect([session.sent, entries()]).to.deep.equal([[], 0]);
    });

    it('R33: a frame() that throws errors that subscription, on the first session and on a later one', () => {
      const { session, makeSession, connect, lose, watch, failures, seen, entries } = stage();
      const frame = session.frame;
      session.frame = broken;
      watch('a');
      expect([failures, entries()]).to.deep.equal([[encoding], 0]);
      session.frame = frame;
      for (const name of ['b', 'c']) watch(name, { args: [name] });
      lose(session);
      const next = makeSession();
      next.frame = (id, method, body) => (String(body).includes('b') ? broken() : frame(id, method, body));
      connect(next);
      expect(seen).to.deep.equal(['a failed', 'b failed']);
      expect(next.sent).to.deep.equal(['5 news ["c"]']);
    });

    it('R33: a key() that throws means that the server did not accept: a ReplyError with the data', () => {
      const { session, watch, answer, item, failures, raw, entries, secrets } = stage({
        rules: {
          ...KEYED,
          key: data => {
            throw new Error(`not ok: ${String(data)}`);
          },
        },
      });
      secrets.remember(['hunter22']);
      watch('a');
      expect(answer(1, 'for hunter22')).to.equal('delivered');
      const facts = { name: 'ReplyError', method: 'news', id: 1, kind: 'refused', delivery: 'answered' };
      expect(failures).to.deep.equal([{ ...facts, error: 'for hunter22' }]);
      expect(raw[0]?.message).to.equal('the server did not accept "news": not ok: for …');
      item('k', 'i');
      expect([session.sent.length, entries()]).to.deep.equal([1, 0]);
    });

    it('R33: is told to nobody, and reported nowhere, once everybody has left', () => {
      const { session, watch, answer, reported, entries } = stage({ rules: { ...KEYED, key: broken } });
      watch('a').unsubscribe();
      answer(1, 'k');
      expect([session.sent.length, reported, entries()]).to.deep.equal([1, [], 0]);
    });

    const cancels: Record<string, SubscriptionRules['cancel']> = {
      'a cancel()': broken,
      'arguments of cancel()': () => ['off', [1n]],
    };
    for (const [what, cancel] of Object.entries(cancels)) {
      it(`R33: ${what} that throws is reported, and the subscription is over`, () => {
        const { session, watch, answer, item, seen, reported, replies, entries } = stage({
          rules: { ...KEYED, cancel },
        });
        const a = watch('a');
        answer(1, 'k');
        a.unsubscribe();
        item('k', 'late');
        const { name, message, cause } = reported[0] as Error;
        expect([name, (cause as Error).message.length > 0]).to.deep.equal(['CallError', true]);
        expect(message).to.match(/^the subscription of "news" could not be cancelled: ./);
        expect(reported[0]).to.include({ method: 'news', id: 1, kind: 'encoding', delivery: 'never' });
        expect([reported.length, session.sent.length, seen, entries()]).to.deep.equal([1, 1, [], 0]);
        expect(replies.clear()).to.deep.equal([]);
      });
    }

    it('R33: a frame() that throws for the cancelling is reported, and no reply is expected', () => {
      const { session, watch, answer, reported, replies, entries } = stage();
      const a = watch('a');
      answer(1, 'k');
      session.frame = broken;
      a.unsubscribe();
      expect(reported.map(({ name }) => name)).to.deep.equal(['CallError']);
      expect([entries(), replies.clear()]).to.deep.equal([0, []]);
    });
  });

  describe('from handlers', () => {
    it('R25, R33: one that leaves in its handler gets no more, and the others do', () => {
      const { session, watch, leave, answer, item, seen } = stage();
      watch('a', { react: () => leave('a') });
      watch('b');
      answer(1, 'k');
      item('k', 1);
      item('k', 2);
      expect(seen).to.deep.equal(['a 1', 'b 1', 'b 2']);
      expect(session.sent).to.have.length(1);
    });

    it('R25, R33: one that makes another leave spares it the item', () => {
      const { watch, leave, answer, item, seen } = stage();
      watch('a', { react: () => leave('b') });
      watch('b');
      answer(1, 'k');
      item('k', 1);
      expect(seen).to.deep.equal(['a 1']);
    });

    it('R25, R33: the last one that leaves in its handler cancels, also in the midst of early items', () => {
      const { session, watch, leave, answer, item, seen, entries } = stage();
      watch('a', { react: () => leave('a') });
      item('k', 1);
      item('k', 2);
      answer(1, 'k');
      expect(seen).to.deep.equal(['a 1']);
      expect(session.sent).to.deep.equal(['1 news []', '2 off ["k"]']);
      expect(entries()).to.equal(0);
    });

    it('R25, R33: one that leaves and comes back is a new subscription, without what is left of the early items', () => {
      const { session, watch, leave, answer, item, seen } = stage();
      const back = () => {
        leave('a');
        watch('b');
      };
      watch('a', { react: back });
      item('k', 1);
      item('k', 2);
      answer(1, 'k');
      expect(session.sent).to.deep.equal(['1 news []', '2 off ["k"]', '3 news []']);
      answer(3, 'l');
      item('l', 3);
      expect(seen).to.deep.equal(['a 1', 'b 3']);
    });

    it('R25, R33: one that comes in a handler gets the items after that', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a', { react: data => data === 1 && watch('b') });
      item('k', 1);
      item('k', 2);
      answer(1, 'k');
      item('k', 3);
      expect(seen).to.deep.equal(['a 1', 'a 2', 'b 2', 'a 3', 'b 3']);
      expect(session.sent).to.have.length(1);
    });

    it('R25, R33: another subscription may be made in a handler, also of early items', () => {
      const { session, watch, answer, item, seen } = stage();
      watch('a', { react: () => watch('b', { method: 'olds' }) });
      item('l', 'early for b, if it takes this key');
      item('k', 1);
      answer(1, 'k');
      answer(2, 'l');
      item('l', 2);
      expect(session.sent).to.deep.equal(['1 news []', '2 olds []']);
      expect(seen).to.deep.equal(['a 1', 'b 2']);
    });

    for (const how of ['end', 'failure', 'refusal'] as const) {
      it(`R25, R33: who subscribes again in the handler of the ${how} causes one request, and gets its items`, () => {
        const { session, subscriptions, watch, answer, refuse, item, seen } = stage();
        watch('a', { react: data => data === undefined && watch('b') });
        watch('c');
        if (how === 'refusal') refuse(1);
        else {
          answer(1, 'k');
          subscriptions.end('k', how === 'end' ? undefined : 'gone');
        }
        expect(session.sent).to.deep.equal(['1 news []', '2 news []']);
        answer(2, 'k');
        item('k', 'i');
        const ended = how === 'end' ? 'done' : 'failed';
        watch('d');
        expect(session.sent, 'the new one is the one of all who come').to.have.length(2);
        expect(seen).to.deep.equal([`a ${ended}`, `c ${ended}`, 'b i']);
      });
    }

    it('R25, R33: a loss in a handler ends nothing, and the rest of the handlers are notified', () => {
      const { session, connect, lose, watch, answer, item, seen } = stage();
      watch('a', { react: data => data === 1 && lose(session) });
      watch('b');
      answer(1, 'k');
      item('k', 1);
      item('k', 'of a connection that is gone');
      connect();
      answer(2, 'k');
      item('k', 2);
      expect(seen).to.deep.equal(['a 1', 'b 1', 'a 2', 'b 2']);
    });

    it('R25, R33: a loss and a new session in the handler of an early item do not confuse the two connections', () => {
      const { session, connect, lose, makeSession, watch, answer, item, seen, entries } = stage();
      const next = makeSession();
      const move = () => {
        lose(session);
        connect(next);
      };
      watch('a', { react: data => data === 1 && move() });
      item('k', 1);
      answer(1, 'k');
      item('k', 'of no key yet');
      answer(2, 'l');
      item('l', 2);
      item('k', 'of no key');
      expect(seen).to.deep.equal(['a 1', 'a 2']);
      expect(next.sent).to.deep.equal(['2 news []']);
      expect(entries(), 'its name and its key').to.equal(2);
    });

    it('R25, R33: a handler that disposes of the client completes all, once', () => {
      const { session, subscriptions, watch, answer, item, seen, entries } = stage();
      watch('a', { react: data => data !== undefined && subscriptions.complete() });
      watch('b');
      watch('c', { method: 'olds', react: () => watch('d') });
      item('k', 1);
      item('k', 2);
      answer(1, 'k');
      expect(seen).to.deep.equal(['a 1', 'a done', 'b done', 'c done', 'd done']);
      expect([session.sent.length, entries()]).to.deep.equal([2, 0]);
    });

    it('R25, R33: a handler that throws keeps no item from the others', async () => {
      const { subscriptions, watch, answer, item, seen } = stage();
      const thrown = new Error('of a handler');
      const reported = await handlerErrorsDuring(() => {
        subscriptions.subscribe$('news', [], 0).subscribe(() => {
          throw thrown;
        });
        watch('b');
        answer(1, 'k');
        item('k', 1);
      });
      expect([reported, seen]).to.deep.equal([[thrown], ['b 1']]);
    });

    it('R25, R33: who leaves in a handler of sent$ cancels once the answer names the key', () => {
      const { session, watch, leave, answer, entries, subscriptions } = stage();
      session.whenAnnounced = text => text.includes('"news"') && leave('a');
      watch('a');
      expect(entries()).to.equal(2);
      leave('a');
      answer(1, 'k');
      expect(session.sent).to.deep.equal(['1 news []', '2 off ["k"]']);
      expect(subscriptions.item('k', 1)).to.equal(false);
    });

    it('R25, R33: an answer within the send of the socket is taken, and so are items behind it', () => {
      const { session, watch, answer, item, seen, replies } = stage();
      session.whenSent = () => {
        item('k', 0);
        answer(1, 'k');
        item('k', 1);
      };
      watch('a');
      expect(seen).to.deep.equal(['a 0', 'a 1']);
      expect(replies.clear()).to.deep.equal([]);
    });

    for (const takes of [true, false]) {
      it(`R25, R33: a loss within a send that ${takes ? 'works' : 'fails'} leaves it to the next session`, () => {
        const { session, connect, lose, watch, answer, item, seen } = stage();
        session.whenSent = () => lose(session);
        session.takes = () => takes;
        watch('a');
        expect(connect().sent).to.deep.equal(['2 news []']);
        answer(2, 'k');
        item('k', 1);
        expect(seen).to.deep.equal(['a 1']);
      });

      it(`R25, R33: so does a new session within a send that ${takes ? 'works' : 'fails'}, and is not confused`, () => {
        const { session, connect, lose, watch, answer, item, seen, makeSession } = stage();
        const next = makeSession();
        session.whenSent = () => {
          lose(session);
          connect(next);
        };
        session.takes = () => takes;
        watch('a');
        expect(next.sent).to.deep.equal(['2 news []']);
        expect(answer(2, 'k')).to.equal('delivered');
        item('k', 1);
        expect(seen).to.deep.equal(['a 1']);
      });
    }

    it('R25, R33: who leaves within a send that fails leaves nothing behind', () => {
      const { session, watch, leave, replies, entries } = stage();
      session.whenSent = () => leave('a');
      session.takes = () => false;
      watch('a');
      expect([entries(), replies.clear()]).to.deep.equal([0, []]);
    });

    it('R25, R33: who leaves in a handler of sent$ during the restoring is spared, and its place is not taken', () => {
      const { session, connect, lose, makeSession, watch, leave } = stage();
      watch('a', { args: ['a'] });
      watch('b', { args: ['b'] });
      watch('c', { args: ['c'] });
      lose(session);
      const next = makeSession();
      next.whenAnnounced = text => text.includes('"a"') && leave('b');
      connect(next);
      expect(next.sent).to.deep.equal(['4 news ["a"]', '5 news ["c"]']);
    });

    it('R25, R33: who comes in a handler of sent$ during the restoring changes no order, and goes last if it is new', () => {
      const { session, connect, lose, makeSession, watch } = stage();
      for (const name of ['a', 'b', 'c']) watch(name, { args: [name] });
      lose(session);
      const next = makeSession();
      next.whenAnnounced = text => {
        if (!text.includes('"a"')) return;
        watch('new', { args: ['new'] });
        watch('another of c', { args: ['c'] });
      };
      connect(next);
      const asked = next.sent.map(each => each.split(' ')[2]);
      expect(asked).to.deep.equal(['["a"]', '["b"]', '["c"]', '["new"]']);
    });

    it('R25, R33: a loss and a new session in a handler of sent$ during the restoring request each once', () => {
      const { session, connect, lose, makeSession, watch } = stage();
      for (const name of ['a', 'b', 'c']) watch(name, { args: [name] });
      lose(session);
      const [second, third] = [makeSession(), makeSession()];
      second.whenAnnounced = () => {
        lose(second);
        connect(third);
      };
      connect(second);
      const asked = (sent: readonly string[]) => sent.map(each => each.split(' ')[2]);
      expect(asked(second.sent)).to.deep.equal(['["a"]']);
      expect(asked(third.sent)).to.deep.equal(['["a"]', '["b"]', '["c"]']);
    });

    it('R25, R33: who leaves while its arguments are serialized causes no request', () => {
      const { session, connect, lose, watch, leave, entries } = stage();
      watch('a', { args: running(() => leave('a')) });
      expect([session.sent, entries()]).to.deep.equal([[], 0]);
      lose(session);
      expect(connect().sent).to.deep.equal([]);
    });

    it('R25, R33: arguments that dispose of the client when they are serialized subscribe to nothing', () => {
      const { session, subscriptions, watch, seen, entries } = stage();
      watch('a', { args: running(() => subscriptions.complete()) });
      expect([session.sent, seen, entries()]).to.deep.equal([[], ['a done'], 0]);
    });

    it(
      'R25, R33: who leaves in a handler of sent$ that others follow is counted when it leaves',
      marbles(m => {
        const { session, watch, leave } = stage({ rules: BY_ID });
        const at: number[] = [];
        session.whenAnnounced = () => {
          session.whenAnnounced = () => {};
          leave('a');
          watch('b', { linger: 20 }).unsubscribe();
        };
        session.whenSent = () => at.push(m.scheduler.now());
        watch('a');
        m.flush();
        expect(session.sent).to.deep.equal(['1 news []', '2 off [1]', '3 news []', '4 off [3]']);
        expect(at).to.deep.equal([0, 0, 0, 20]);
        expect(timersOf(m)).to.equal(0);
      }),
    );
  });
});

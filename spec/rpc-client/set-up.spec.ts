import { expect } from 'chai';
import { ignoreElements, NEVER, switchMap, take, tap, throwError, timer } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError, type Join, type Talk } from '../../lib/index.js';
import type { Protocol } from '../../lib/protocol/protocol.js';
import { ADDRESSES } from '../kit/array-client.js';
import { factsOf, fieldsOf } from '../kit/facts.js';
import type { FakeWebSocket } from '../kit/fake-web-socket.js';
import { reportsDuring } from '../kit/reports.js';
import { type Given, stageRpc } from '../kit/rpc-client.js';
import { play } from '../kit/session-kit/play.js';

type SetUp = NonNullable<Protocol['setUp']>;

/** A client with a set-up; what it dials, and how its calls end. */
const stage = (setUp: SetUp, given: Given<FakeWebSocket> = {}) => {
  const staged = stageRpc({ ...given, rules: { ...given.rules, setUp } });
  const ends: unknown[] = [];
  const call = (method: string) => {
    staged.client.call$(method).subscribe({ error: error => ends.push(error), next: data => ends.push(data) });
  };
  const dialled = () => staged.sockets.made.map(({ given: [url] }) => url);
  return { ...staged, ends, call, dialled };
};

/** Plays steps over a staged client; a client that would go on for ever is closed with the last of them. */
const act = ({ client, sockets }: ReturnType<typeof stage>, m: Context, marble: string, steps: object = {}): void =>
  play(m, marble, {
    b: () => client.boot(),
    o: sockets.opens,
    d: () => sockets.drops(),
    w: () => sockets.hears({ id: 1, result: 'welcome' }),
    r: () => sockets.hears({ id: 1, error: { code: 7, message: 'no' } }),
    z: () => client.close(),
    ...steps,
  });

const [A = '', B = ''] = ADDRESSES;
const session = (number: number, address = A, authenticated = false) => ({ address, session: number, authenticated });

describe('RpcClient: the set-up of a session', () => {
  it(
    'R32: when it completes, the session is established, and then calls go',
    marbles(m => {
      const staged = stage(talk => talk.call$('hello', { a: 1 }));
      staged.call('spooled');
      act(staged, m, '                             b-o-w');
      m.expect(staged.client.connected$).toBeObservable('----c', { c: session(1) });
      m.flush();
      expect(staged.sockets.sent()).to.deep.equal([
        ['{"method":"hello","params":{"a":1},"id":1}', '{"method":"spooled","id":2}'],
      ]);
    }),
  );

  it(
    'R32: hears control messages that came before it listened: they may share a segment with the upgrade',
    marbles(m => {
      const staged = stage(talk => timer(2).pipe(switchMap(() => talk.control$.pipe(take(2)))));
      const say = (n: number) => () => staged.sockets.hears({ id: null, result: n });
      act(staged, m, '                             bo12-3', { 1: say(1), 2: say(2), 3: say(3) });
      m.expect(staged.client.connected$).toBeObservable('---c', { c: session(1) });
    }),
  );

  it(
    'R32: those of an earlier connection are not among them',
    marbles(m => {
      const heard: unknown[] = [];
      const staged = stage(talk =>
        talk.control$.pipe(
          tap(message => heard.push(message)),
          ignoreElements(),
        ),
      );
      const say = (n: number) => () => staged.sockets.hears({ id: null, result: n });
      act(staged, m, 'bo1-d--o2-z', { 1: say(1), 2: say(2) });
      m.flush();
      expect(heard).to.deep.equal([1, 2].map(result => ({ id: null, result })));
    }),
  );

  it(
    'R32: says that the server has accepted a user',
    marbles(m => {
      const staged = stage(talk => talk.call$('login').pipe(tap(() => talk.authenticated())));
      act(staged, m, '                             b-o-w');
      m.expect(staged.client.connected$).toBeObservable('----c', { c: session(1, A, true) });
    }),
  );

  it(
    'R32: has the rest of connectTimeout: then the next address is tried, and its call is over',
    marbles(m => {
      const staged = stage(talk => talk.call$('hello'), { options: { connectTimeout: 10 } });
      act(staged, m, 'b---o 20ms z');
      m.flush();
      expect(staged.dialled().slice(0, 2)).to.deep.equal([A, B]);
      const [error] = staged.errors;
      expect(factsOf(error)).to.deep.include({
        name: 'ConnectionError',
        message: `the connection to ${A} was not established within 10 ms: it waited for the set-up of the protocol`,
      });
    }),
  );

  describe('when it fails', () => {
    it(
      'R32, R11: with an AuthenticationFailedError, the client closes: calls reject with that cause, nothing is dialled',
      marbles(m => {
        const error = new AuthenticationFailedError('banned', { code: 7 });
        const staged = stage(talk => talk.call$('login').pipe(switchMap(() => throwError(() => error))));
        staged.call('spooled');
        act(staged, m, 'b-o-w');
        m.flush();
        expect(staged.errors).to.deep.equal([error]);
        expect(staged.dialled()).to.deep.equal([A]);
        expect(staged.client.status.state).to.equal('closed');
        expect(staged.ends.map(fieldsOf)).to.deep.equal([
          { name: 'CallError', method: 'spooled', kind: 'closed', delivery: 'never' },
        ]);
        expect((staged.ends[0] as Error).cause).to.equal(error);
      }),
    );

    it(
      'R32, R11: so it does for a refusal that the protocol knows to mean that',
      marbles(m => {
        const refusal = (error: unknown) => ((error as { code: number }).code === 7 ? 'not-authenticated' : undefined);
        const staged = stage(talk => talk.call$('login'), { rules: { refusal } });
        act(staged, m, 'b-o-r');
        m.flush();
        expect(staged.errors.map(fieldsOf)).to.deep.equal([{ name: 'AuthenticationFailedError', address: A, code: 7 }]);
        expect(staged.dialled()).to.deep.equal([A]);
        expect(staged.client.status.state).to.equal('closed');
      }),
    );

    const failing: [what: string, setUp: SetUp][] = [
      ['a refusal', talk => talk.call$('hello')],
      ['an error', talk => talk.call$('hello').pipe(switchMap(() => throwError(() => new Error('boom'))))],
      ['an exception', talk => talk.call$('hello').pipe(tap({ next: boom, error: boom }))],
    ];
    function boom(): never {
      throw new Error('boom');
    }
    for (const [what, setUp] of failing) {
      it(
        `R32: with ${what}, the next address is tried, and calls wait`,
        marbles(m => {
          const staged = stage(setUp);
          staged.call('spooled');
          act(staged, m, what === 'a refusal' ? 'b-o-r' : 'b-o-w');
          m.flush();
          expect(staged.dialled()).to.deep.equal([A, B]);
          expect(staged.errors.map(fieldsOf)).to.have.length(1);
          expect(fieldsOf(staged.errors[0])).to.deep.include({ name: 'ConnectionError', address: A });
          expect(staged.client.status.state).to.equal('connecting');
          expect(staged.ends).to.deep.equal([]);
        }),
      );
    }

    it(
      'R32: the set-up of the next address may succeed',
      marbles(m => {
        const staged = stage(talk => talk.call$('hello'));
        const w = () => staged.sockets.hears({ id: 2, result: 'welcome' });
        act(staged, m, '                             b-o-r--o-w', { w });
        m.expect(staged.client.connected$).toBeObservable('---------c', { c: session(1, B) });
      }),
    );
  });

  describe('when the connection is lost meanwhile', () => {
    it(
      'R3: one error, the next address, and a set-up of its own',
      marbles(m => {
        const ended: string[] = [];
        const staged = stage(() => NEVER.pipe(tap({ unsubscribe: () => void ended.push('left') })));
        act(staged, m, 'b-o-d--o-z');
        m.flush();
        expect(staged.errors.map(fieldsOf)).to.deep.equal([
          { name: 'ConnectionError', address: A, code: 1006, reason: '' },
        ]);
        expect(staged.dialled()).to.deep.equal([A, B]);
        expect(ended).to.deep.equal(['left', 'left']);
      }),
    );

    const asks: [what: string, setUp: (note: (error: unknown) => void) => SetUp][] = [
      ['is the set-up', note => talk => talk.call('hello').catch(rethrow(note))],
      [
        'is one of several',
        note => async talk => void (await Promise.all([talk.call('a').catch(rethrow(note)), talk.call('b')])),
      ],
    ];
    function rethrow(note: (error: unknown) => void) {
      return (error: unknown) => {
        note(error);
        throw error;
      };
    }
    for (const [what, setUp] of asks) {
      it(`R32: a talk.call that ${what} rejects at the loss, and no rejection is unhandled`, async () => {
        const notes: unknown[] = [];
        const { unhandled } = await reportsDuring(
          marbles(m => {
            const staged = stage(setUp(error => notes.push(error)));
            act(staged, m, 'b-o-d--z');
            m.flush();
          }),
        );
        expect(notes.map(fieldsOf)).to.have.length(1);
        expect(fieldsOf(notes[0])).to.deep.include({ name: 'CallError', kind: 'disconnected', delivery: 'unknown' });
        expect(unhandled).to.deep.equal([]);
      });
    }

    it(
      'R22: a late answer on the next connection is not that to the lost call',
      marbles(m => {
        const staged = stage(talk => talk.call$('hello'), { rules: { ids: 'connection' } });
        act(staged, m, '                             b-o-d--o-w');
        m.expect(staged.client.connected$).toBeObservable('---------c', { c: session(1, B) });
        m.flush();
        expect(staged.sockets.sent()).to.deep.equal([['{"method":"hello","id":1}'], ['{"method":"hello","id":1}']]);
        expect(staged.errors.map(({ name }) => name)).to.deep.equal(['ConnectionError']);
      }),
    );
  });

  describe('the join', () => {
    /** A client whose addresses come from a function, over three connections; the joins that its set-up read. */
    const overThree = (read: (talk: Talk) => unknown) => {
      let asked = 0;
      const read$: unknown[] = [];
      const addresses = (): Join => {
        asked += 1;
        return { endpoints: [...ADDRESSES], authkey: `key ${asked}` };
      };
      const staged = stage(talk => [read$.push(read(talk))], { addresses });
      marbles(m => {
        act(staged, m, 'bo-d--o-d--o-z');
        m.flush();
      })();
      return { asked, read: read$ };
    };

    it('R32, R1: once it is read, the function of the addresses is asked again before each reconnect', () => {
      expect(overThree(talk => talk.join.authkey)).to.deep.equal({ asked: 3, read: ['key 1', 'key 2', 'key 3'] });
    });

    it('R32, R1: otherwise it is not: a lap that failed asks for it, and no single loss', () => {
      expect(overThree(talk => talk.address)).to.deep.equal({ asked: 2, read: [A, B, A] });
    });
  });
});

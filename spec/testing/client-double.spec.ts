import { expect } from 'chai';
import { map, mergeMap, NEVER, of, Subject, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { RpcClient, Status } from '../../lib/index.js';
import { ClientDouble, type Requested } from '../../lib/testing/index.js';
import { asFacts, factsOf, thrownBy } from '../kit/facts.js';
import { rejection } from '../kit/live.js';

interface Events {
  tick: number;
}
interface Methods {
  add(left: number, right: number): number;
  login(named: { key: string }): boolean;
}
interface Subscriptions {
  heads(kind: 'new' | 'old'): string;
  logs(filter: { topic: string }): string;
}

const S: Record<string, Partial<Status>> = {
  c: { state: 'connected' },
  r: { state: 'reconnecting' },
};
const shown = map(({ method, args }: Requested) => `${method} ${JSON.stringify(args)}`);

describe('ClientDouble', () => {
  it(
    'R37: replies, emits events and records calls as a ChatDouble does, with named arguments too',
    marbles(m => {
      const double = new ClientDouble<Events, Methods>({
        events: { tick: m.hot('-t-', { t: 7 }) },
        replies: { add: (left, right) => m.cold('--r', { r: left + right }), login: ({ key }) => key === 'k' },
      });
      m.expect(double.events$('tick')).toBeObservable('                 -t', { t: 7 });
      m.expect(double.call$('add', [1, 2])).toBeObservable('            --(r|)', { r: 3 });
      m.expect(double.call$('login', { key: 'k' })).toBeObservable('    (r|)', { r: true });
      m.expect(double.connected$.pipe(map(({ session }) => session))).toBeObservable('1', { 1: 1 });
      m.expect(double.calls$).toBeObservable('(al)', {
        a: { method: 'add', args: [1, 2] },
        l: { method: 'login', args: { key: 'k' } },
      });
    }),
  );

  it('R37, R13: has the errors of the client, whose ids begin at 1, and says what it was not told', async () => {
    const double = new ClientDouble({ replies: { buy: () => throwError(() => ({ code: 1 })), ping: undefined } });
    expect(factsOf(await rejection(double.call('buy', ['ACME'])))).to.include({ name: 'ReplyError', id: 1 });
    expect(await rejection(double.call('sell'))).to.include({
      message:
        '"sell" was called, and the ClientDouble was told no reply to it: ' +
        'pass one, as in new ClientDouble({ replies: { "sell": (...args) => data } })',
    });
    expect(await rejection(double.call('buy', 'ACME' as never))).to.include({
      message: 'the arguments of "buy" must be an array or an object, not "ACME"',
    });
    expect(await double.ping()).to.be.at.least(0);
    expect(double.calls.map(({ method }) => method)).to.deep.equal(['buy', 'sell', 'ping']);
  });

  describe('its subscriptions', () => {
    it(
      'R37, R33: receive nothing while the connection is lost, and are requested again in the next session',
      marbles(m => {
        const hot = m.hot('--a--b--c--d--');
        const status$ = m.hot('     c---r-----c---', S);
        const double = new ClientDouble({ status$, subscriptions: { heads: hot } });
        m.expect(double.subscribe$('heads')).toBeObservable('--a--------d--');
        m.expect(double.requested$.pipe(shown)).toBeObservable('r---------r', { r: 'heads []' });
        m.expect(hot).toHaveSubscriptions(['^---!', '----------^']);
      }),
    );

    it(
      'R37, R33: begin a cold stream anew in each session, and wait for a session before the first',
      marbles(m => {
        const double = new ClientDouble({
          status$: m.hot('r-c----r--c---', S),
          subscriptions: { heads: () => m.cold('-a-b-c') },
        });
        m.expect(double.subscribe$('heads')).toBeObservable('---a-b-----a-b-c');
        m.expect(double.requested$.pipe(shown)).toBeObservable('--r-------r', { r: 'heads []' });
      }),
    );

    it(
      'R37, R33: are connected before the first status of the script, as the status is',
      marbles(m => {
        const hot = m.hot('                                          -a--b--c');
        const double = new ClientDouble({ status$: m.hot('---r-c', S), subscriptions: { heads: hot } });
        m.expect(double.subscribe$('heads')).toBeObservable('         -a-----c');
        m.expect(double.requested$.pipe(shown)).toBeObservable('      r----r', { r: 'heads []' });
      }),
    );

    it(
      'R37, R33: with the same arguments are one, until the last subscriber has left',
      marbles(m => {
        const heads = m.hot('-a-b-c-d-');
        const double = new ClientDouble<Events, Methods, Subscriptions>({
          subscriptions: { heads: kind => (kind === 'new' ? heads : NEVER), logs: ({ topic }) => of(topic) },
        });
        m.expect(double.subscribe$('heads', ['new']), '^---!').toBeObservable('  -a-b');
        m.expect(double.subscribe$('heads', ['new']), '--^---!').toBeObservable('---b-c');
        m.expect(double.subscribe$('logs', { topic: 't' })).toBeObservable('     (t|)');
        m.expect(heads).toHaveSubscriptions('^-----!');
        m.expect(double.requested$.pipe(shown)).toBeObservable('(hl)', { h: 'heads ["new"]', l: 'logs {"topic":"t"}' });
        m.expect(double.cancelled$).toBeObservable('------c', { c: { method: 'heads', args: ['new'] } });
      }),
    );

    it(
      'R37, R33: stay for the time of linger, in case another subscriber comes',
      marbles(m => {
        const heads = m.hot('-a-b-c-d-');
        const double = new ClientDouble({ subscriptions: { heads } });
        const items$ = double.subscribe$('heads', [], { linger: 3 });
        m.expect(items$, '^-!').toBeObservable('-a');
        m.expect(items$, '----^-!').toBeObservable('-----c');
        m.expect(heads).toHaveSubscriptions('^--------!');
        m.expect(double.requested$.pipe(shown)).toBeObservable('r', { r: 'heads []' });
      }),
    );

    it(
      'R37, R33: end as their items do, alone, and may be made again',
      marbles(m => {
        const double = new ClientDouble({
          subscriptions: { over: m.cold('-a|'), refused: m.cold('-#', {}, { code: 7 }), other: m.cold('---b') },
        });
        m.expect(double.subscribe$('over')).toBeObservable('-a|');
        m.expect(double.subscribe$('over'), '---^').toBeObservable('----a|');
        m.expect(double.subscribe$('other')).toBeObservable('---b');
        m.expect(asFacts(double.subscribe$('refused'))).toBeObservable('-#', undefined, {
          name: 'ReplyError',
          message: 'the server refused "refused": 7',
          method: 'refused',
          id: 3,
          kind: 'refused',
          delivery: 'answered',
          error: { code: 7 },
        });
        m.expect(double.cancelled$).toBeObservable('-');
      }),
    );

    it('R37: say what they were not told, complete with the double, and are requested again after boot()', async () => {
      const items = new Subject<string>();
      const double = new ClientDouble({ subscriptions: { heads: items } });
      let failure: unknown;
      double.subscribe$('logs').subscribe({ error: error => (failure = error) });
      expect(failure).to.include({
        message:
          '"logs" was subscribed to, and the ClientDouble was told no items of it: ' +
          'pass some, as in new ClientDouble({ subscriptions: { "logs": items$ } })',
      });
      double.subscribe$('heads', [1n]).subscribe({ error: error => (failure = error) });
      expect(failure).to.include({ kind: 'encoding', delivery: 'never' });
      const seen: unknown[] = [];
      double.subscribe$('heads').subscribe({ next: item => seen.push(item), complete: () => seen.push('complete') });
      items.next('a');
      await double.close();
      items.next('b');
      double.boot();
      items.next('c');
      await double[Symbol.asyncDispose]();
      expect(seen).to.deep.equal(['a', 'c', 'complete']);
      expect(double.requested.map(({ method }) => method)).to.deep.equal(['logs', 'heads', 'heads']);
      expect(Object.isFrozen(double.requested[0]?.args)).to.equal(true);
    });
  });

  describe('its handlers', () => {
    it(
      'R37, R34: answer the calls of the script, each with the last value, an error, or none of the method',
      marbles(m => {
        const ask = { a: { method: 'ask', args: { text: 'Tea?' } }, b: { method: 'break' }, o: { method: 'other' } };
        const double = new ClientDouble({ requests$: m.hot('-a-b------o', ask) });
        double.handle<{ text: string }>('ask', ({ text }, { address }) =>
          m.cold('x-(y|)', { x: 1, y: text + address }),
        );
        double.handle('break', () => {
          throw new Error('no cup');
        });
        m.expect(double.answered$).toBeObservable('---(ba)---o', {
          a: { method: 'ask', data: 'Tea?ws://double.test' },
          b: { method: 'break', error: { kind: 'failed', message: 'no cup' } },
          o: { method: 'other', error: { kind: 'unknown-method', message: 'there is no method "other"' } },
        });
      }),
    );

    it(
      'R37, R34: are aborted with their session, and get no call without one',
      marbles(m => {
        const aborted: string[] = [];
        const double = new ClientDouble({
          status$: m.hot('  c--r---c', S),
          requests$: m.hot('-a---b--a', { a: { method: 'ask' }, b: { method: 'ask' } }),
        });
        double.handle('ask', (_args, { signal }) => {
          signal.addEventListener('abort', () => aborted.push('aborted'));
          return timer(4).pipe(map(() => 'late'));
        });
        m.expect(double.answered$).toBeObservable('------------a', { a: { method: 'ask', data: 'late' } });
        m.expect(timer(5).pipe(map(() => aborted.join()))).toBeObservable('-----(a|)', { a: 'aborted' });
      }),
    );

    it('R37, R34: are one for each method, until they are removed', () => {
      const requests$ = new Subject<{ method: string }>();
      const double = new ClientDouble({ requests$ });
      const remove = double.handle('ask', () => 'one');
      const message = '"ask" has a handler already: remove that one first';
      expect((thrownBy(() => double.handle('ask', () => 'two')) as Error).message).to.equal(message);
      remove();
      double.handle('ask', () => 'two');
      remove();
      requests$.next({ method: 'ask' });
      expect(double.answered).to.deep.equal([{ method: 'ask', data: 'two' }]);
    });
  });

  it(
    'R37: replaces a client in a pipeline',
    marbles(m => {
      const sums = (client: RpcClient<Events, Methods>) =>
        client.events$('tick').pipe(mergeMap(tick => client.call$('add', [tick, 1])));
      const double = new ClientDouble<Events, Methods>({
        events: { tick: m.hot('-7-', { 7: 7 }) },
        replies: { add: (left, right) => m.cold('--s', { s: left + right }) },
      });
      m.expect(sums(double)).toBeObservable('---s', { s: 8 });
    }),
  );
});

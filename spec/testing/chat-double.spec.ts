import { expect } from 'chai';
import { concat, map, mergeMap, NEVER, of, take, throwError } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { BeamChat, Status } from '../../lib/index.js';
import { ChatDouble, chatMessage, textOf } from '../../lib/testing/index.js';
import { asFacts, factsOf } from '../kit/facts.js';

const reject = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => error,
  );

describe('ChatDouble', () => {
  describe('its streams', () => {
    it(
      'emits the events of its script by name, and none under other names',
      marbles(m => {
        const v = { a: chatMessage('ada', 'hi'), b: chatMessage('bob', 'ho') };
        const messages = m.hot('--a--b', v);
        const double = new ChatDouble({ events: { ChatMessage: messages } });
        m.expect(double.events$('ChatMessage').pipe(map(textOf))).toBeObservable('--x--y', { x: 'hi', y: 'ho' });
        m.expect(double.events$('UserJoin')).toBeObservable('-');
        m.expect(double.events$<unknown>('toString')).toBeObservable('-');
        m.expect(messages).toHaveSubscriptions('^');
      }),
    );

    it(
      'is connected from the start, and has a session',
      marbles(m => {
        const double = new ChatDouble();
        m.expect(double.status$.pipe(map(({ state }) => state))).toBeObservable('c', { c: 'connected' });
        m.expect(double.connected$).toBeObservable('s', {
          s: { address: 'ws://double.test', session: 1, authenticated: true },
        });
        expect(double.status.state).to.equal('connected');
      }),
    );

    it(
      'emits the status of its script as drawn, and replays the newest one',
      marbles(m => {
        const v: Record<string, Partial<Status>> = {
          c: { state: 'connected' },
          r: { state: 'reconnecting', attempt: 2 },
        };
        const double = new ChatDouble({ status$: m.hot('c---r--c', v) });
        const states = double.status$.pipe(map(({ state, attempt }) => `${state} ${attempt}`));
        const x = { c: 'connected 0', r: 'reconnecting 2' };
        m.expect(states).toBeObservable('             c---r--c', x);
        m.expect(states, '                           -----^').toBeObservable('-----r-c', x);
        m.expect(m.cold('-----x').pipe(map(() => double.status.attempt))).toBeObservable('-----x', { x: 2 });
      }),
    );

    it(
      'has a session each time it is connected, until it is not',
      marbles(m => {
        const v: Record<string, Partial<Status>> = {
          c: { state: 'connected' },
          r: { state: 'reconnecting' },
          o: { state: 'connected', address: 'ws://other.test' },
        };
        const double = new ChatDouble({ status$: m.hot('-cc-r-oc', v) });
        const sessions = double.connected$.pipe(map(({ session, address }) => `${session} ${address}`));
        const x = { a: '1 ws://double.test', b: '2 ws://other.test' };
        m.expect(sessions).toBeObservable('           -a----b', x);
        m.expect(sessions, '                         ---^').toBeObservable('---a--b', x);
        m.expect(sessions, '                         -----^').toBeObservable('------b', x);
      }),
    );

    it(
      'emits its other streams as they are given',
      marbles(m => {
        const error = m.hot<never>('--e', { e: 'an error' as never });
        const double = new ChatDouble({ errors$: error, reconnecting$: m.hot<never>('---r') });
        m.expect(double.errors$).toBeObservable('--e', { e: 'an error' as never });
        m.expect(double.reconnecting$).toBeObservable('---r');
        for (const silent$ of [double.packets$, double.sent$, double.spooled$, double.closed$]) {
          m.expect<unknown>(silent$).toBeObservable('-');
        }
      }),
    );
  });

  describe('its calls', () => {
    it(
      'are cold, answered by the first value of the reply, and recorded when they are made',
      marbles(m => {
        const history = m.cold('--h-i', { h: [], i: [] });
        const double = new ChatDouble({ replies: { history } });
        const call$ = double.call$('history', [5]);
        expect(double.calls).to.deep.equal([]);
        m.expect(m.hot('-a---a').pipe(mergeMap(() => call$))).toBeObservable('---h---h', { h: [] });
        m.expect(double.calls$).toBeObservable('-c---c', { c: { method: 'history', args: [5] } });
        m.expect(double.cancelled$).toBeObservable('-');
        m.expect(history).toHaveSubscriptions(['-^-!', '-----^-!']);
      }),
    );

    it(
      'are answered by a function of their arguments, which returns a value, an Observable or a Promise',
      marbles(m => {
        const double = new ChatDouble({
          replies: { msg: text => chatMessage('me', text), 'vote:start': () => m.cold('--v', { v: 'ok' }) },
        });
        m.expect(double.call$('msg', ['hi']).pipe(map(textOf))).toBeObservable('(t|)', { t: 'hi' });
        m.expect(double.call$('vote:start', ['Tea?', ['yes', 'no'], 30])).toBeObservable('--(v|)', { v: 'ok' });
      }),
    );

    it('are made at once as Promises', async () => {
      const double = new ChatDouble({ replies: { history: () => Promise.resolve([chatMessage('ada', 'hi')]) } });
      const promise = double.call('history', [1], { timeout: 1_000 });
      expect(double.calls).to.deep.equal([{ method: 'history', args: [1], options: { timeout: 1_000 } }]);
      expect((await promise).map(textOf)).to.deep.equal(['hi']);
    });

    it(
      'are recorded as cancelled when they are unsubscribed from before they end',
      marbles(m => {
        const double = new ChatDouble({ replies: { clearMessages: m.cold('----(c|)', { c: '' }) } });
        const call$ = double.call$('clearMessages');
        m.expect(call$, '         ^--!').toBeObservable('-');
        m.expect(call$, '         ^------!').toBeObservable('----(c|)', { c: '' });
        m.expect(double.cancelled$).toBeObservable('     ---x', { x: { method: 'clearMessages', args: [] } });
      }),
    );

    it(
      'R13: error as their reply does: with an Error as it is, with anything else as a ReplyError',
      marbles(m => {
        const lost = new Error('lost');
        const double = new ChatDouble({
          replies: { purge: m.cold<never>('--#', undefined, 'UACCESS'), timeout: () => throwError(() => lost) },
        });
        m.expect(asFacts(double.call$('purge', ['bob']))).toBeObservable('--#', undefined, {
          name: 'ReplyError',
          message: 'the server refused "purge": "UACCESS"',
          method: 'purge',
          id: 0,
          kind: 'refused',
          delivery: 'answered',
          error: 'UACCESS',
        });
        m.expect(double.call$('timeout', ['bob', '5s'])).toBeObservable('#', undefined, lost);
      }),
    );

    it('error without a reply, and say what to pass', async () => {
      const double = new ChatDouble();
      const error = (await reject(double.call('msg', ['hi']))) as Error;
      expect(error.message).to.equal(
        '"msg" was called, and the ChatDouble was told no reply to it: ' +
          'pass one, as in new ChatDouble({ replies: { "msg": (...args) => data } })',
      );
      expect(await reject(double.call<unknown>('constructor'))).to.be.an('error');
      expect(double.calls).to.have.length(2);
    });

    it(
      'complete at once with noReply, and need no reply',
      marbles(m => {
        const double = new ChatDouble();
        m.expect(double.call$('msg', ['hi'], { noReply: true })).toBeObservable('|');
        m.expect(double.calls$).toBeObservable('c', { c: { method: 'msg', args: ['hi'], options: { noReply: true } } });
      }),
    );

    it(
      'R15: error after their timeout',
      marbles(m => {
        const double = new ChatDouble({ replies: { clearMessages: NEVER } });
        const facts = { name: 'TimeoutError', kind: 'timeout', delivery: 'unknown', method: 'clearMessages', id: 0 };
        const message = 'no answer to "clearMessages" in 7 ms';
        m.expect(asFacts(double.call$('clearMessages', [], { timeout: 7 }))).toBeObservable('-------#', undefined, {
          ...facts,
          message,
          waited: 7,
        });
      }),
    );

    it(
      'R16: are never made if their signal is aborted already, and recorded as cancelled if it is aborted later',
      marbles(m => {
        const double = new ChatDouble({ replies: { clearMessages: NEVER } });
        const controller = new AbortController();
        const options = { signal: controller.signal };
        const call$ = double.call$('clearMessages', [], options);
        const outcome = concat(asFacts(call$)).pipe(map(() => 'a reply'));
        m.cold('--x').subscribe(() => controller.abort('why'));
        const aborted = { name: 'CallError', method: 'clearMessages', kind: 'aborted', cause: { thrown: 'why' } };
        const message = 'the call of "clearMessages" was aborted by its signal';
        m.expect(outcome).toBeObservable('      --#', undefined, { ...aborted, message, id: 0, delivery: 'unknown' });
        m.expect(outcome, '               ---^').toBeObservable('---#', undefined, {
          ...aborted,
          message,
          delivery: 'never',
        });
        const call = { method: 'clearMessages', args: [], options };
        m.expect(double.calls$).toBeObservable('     c', { c: call });
        m.expect(double.cancelled$).toBeObservable(' --x', { x: call });
      }),
    );
  });

  describe('its other methods', () => {
    it('have default replies, and are recorded', async () => {
      const double = new ChatDouble();
      expect(await double.auth(1, 7, 'key')).to.deep.equal({ authenticated: true, roles: ['User'] });
      expect(await double.auth(1)).to.deep.equal({ authenticated: false, roles: [] });
      await double.optOutEvents('UserJoin', 'UserLeave');
      expect(await double.ping()).to.be.within(0, 1_000);
      expect(double.calls).to.deep.equal([
        { method: 'auth', args: [1, 7, 'key'] },
        { method: 'auth', args: [1] },
        { method: 'optOutEvents', args: ['UserJoin', 'UserLeave'] },
        { method: 'ping', args: [] },
      ]);
    });

    it('can have replies in the script', async () => {
      const double = new ChatDouble({ replies: { auth: () => throwError(() => 'UNOTFOUND'), ping: of(undefined) } });
      expect(factsOf(await reject(double.auth(1, 7, 'bad')))).to.include({ name: 'ReplyError', error: 'UNOTFOUND' });
      expect(await double.ping()).to.be.within(0, 1_000);
    });

    it('boot and close it if the script has no status', async () => {
      const double = new ChatDouble();
      const states: string[] = [];
      const closed: unknown[] = [];
      double.status$.subscribe(({ state }) => states.push(state));
      double.closed$.subscribe(info => closed.push(info));
      expect(double.boot()).to.equal(double);
      await double.close({ drain: 5 });
      await double.close();
      double.boot();
      expect(states).to.deep.equal(['connected', 'closing', 'closed', 'connected']);
      expect(closed).to.deep.equal([{ address: 'ws://double.test', code: 1000, reason: '', wasClean: true }]);
      expect(double.moves).to.deep.equal([
        { did: 'boot' },
        { did: 'close', options: { drain: 5 } },
        { did: 'close' },
        { did: 'boot' },
      ]);
    });

    it('complete every stream when it is disposed of', async () => {
      const double: BeamChat = new ChatDouble({ events: { UserJoin: NEVER }, status$: NEVER });
      const { status$, connected$, reconnecting$, closed$, packets$, sent$, spooled$, errors$ } = double;
      const all = [status$, connected$, reconnecting$, closed$, packets$, sent$, spooled$, errors$];
      let completed = 0;
      for (const each of [...all, double.events$('UserJoin'), double.events$<unknown>('Other')]) {
        each.subscribe({ complete: () => (completed += 1) });
      }
      await double[Symbol.asyncDispose]();
      expect(completed).to.equal(10);
    });
  });

  it(
    'replaces a client in a pipeline, whose calls are a diagram',
    marbles(m => {
      const greet = (chat: BeamChat) =>
        chat
          .events$('UserJoin')
          .pipe(mergeMap(({ username }) => chat.call$('msg', [`Hello ${username}`]).pipe(take(1))));
      const join = { originatingChannel: 1, id: 7, username: 'ada', roles: [] };
      const said = chatMessage('bot', 'Hello ada');
      const double = new ChatDouble({
        events: { UserJoin: m.hot('--j', { j: join }) },
        replies: { msg: m.cold('   ---s', { s: said }) },
      });
      m.expect(greet(double)).toBeObservable('     -----s', { s: said });
      m.expect(double.calls$).toBeObservable('     --c', { c: { method: 'msg', args: ['Hello ada'] } });
    }),
  );
});

import { expect } from 'chai';
import { map, NEVER, of, Subject, take, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { BeamChat, RpcClient, type Stats, type Status } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { stats, stats$ } from '../../lib/observe/stats.js';
import { ChatDouble, ClientDouble } from '../../lib/testing/index.js';
import { KEY, SHOWN, stage } from './kit.js';

const ignored = { error: () => {} };

describe('stats', () => {
  it(
    'R49: has what happened to each address, to calls and to frames, and what is waited for',
    marbles(m => {
      const { chat } = stage(
        ['5ms o 3ms w 91ms b 10ms #', '---'],
        {},
        { replies: { history: NEVER, msg: throwError(() => 'UACCESS'), clearMessages: of({}) } as never },
      );
      const at = (ms: number): Stats => {
        m.scheduler.schedule(() => seen.push(stats(chat)), ms);
        return seen[0] as Stats;
      };
      const seen: Stats[] = [];
      for (const ms of [1, 7, 105, 400]) at(ms);
      chat.boot();
      void chat.auth(1, 2, KEY);
      m.scheduler.schedule(() => {
        chat.call$('msg', ['hi']).subscribe(ignored);
        chat.call$('clearMessages').subscribe(ignored);
        chat.call$('history', [5]).subscribe(ignored);
        chat.call$<null>('slow', [], { timeout: 20 }).subscribe(ignored);
        chat.call$<null>('nobody').subscribe(ignored).unsubscribe();
        chat.call$<null>('lost').subscribe(ignored);
      }, 20);
      m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
      m.flush();
      const [dialling, opened, busy, waiting] = seen as [Stats, Stats, Stats, Stats];
      expect(dialling).to.include({ at: 1, state: 'connecting', session: 0, waitingFor: 'the socket to open' });
      expect(opened.waitingFor).to.equal('the welcome');
      expect(busy).to.include({ state: 'connected', session: 1, waitingFor: undefined, bufferedAmount: 0 });
      expect(busy.calls).to.deep.include({
        made: 7,
        inFlight: 2,
        spooled: 0,
        answered: 2,
        refused: 1,
        timedOut: 1,
        aborted: 1,
      });
      expect(busy.frames).to.include({ in: 5, out: 7, bad: 1 });
      expect(busy.frames.charsIn).to.be.above(100);
      expect(busy.addresses).to.deep.equal([
        { address: SHOWN, dials: 1, failures: 0, losses: 0, hedgesLost: 0, connectMs: 9, lastError: undefined },
      ]);
      expect(waiting).to.include({ state: 'reconnecting', waitingFor: 'the socket to open' });
      expect(waiting.calls).to.include({ spooled: 1, disconnected: 1, resent: 0 });
      expect(waiting.addresses[0]).to.include({ dials: 2, losses: 1 });
      expect(waiting.addresses[0]?.lastError?.name).to.equal('ConnectionError');
      expect(JSON.stringify(seen)).not.to.include('hidden');
    }),
  );

  it(
    'R49: says what a client waits for that has no address, or waits for its next attempt',
    marbles(m => {
      const addresses$ = new Subject<string[]>();
      const { WebSocketCtor } = stage(['#']);
      const chat = new BeamChat(() => addresses$, { WebSocketCtor, random: () => 0.5 }).boot();
      expect(stats(chat).waitingFor).to.equal('the addresses');
      m.scheduler.schedule(() => addresses$.next(['wss://a.test/']), 10);
      m.scheduler.schedule(() => {
        expect(stats(chat)).to.include({ waitingFor: 'the next attempt', state: 'connecting' });
        expect(stats(chat).addresses[0]).to.include({ dials: 1, failures: 1, connectMs: undefined });
        void chat.close();
      }, 20);
      m.expect(timer(50)).toBeObservable('50ms (0|)', { 0: 0 });
      m.flush();
      expect(stats(chat)).to.include({ state: 'closed', waitingFor: undefined });
    }),
  );

  it(
    'R49: counts a call that is sent again, and says that a limit stops calls',
    marbles(m => {
      const { chat } = stage(['(ow) 20ms #', '(ow)'], { concurrency: 1 }, { replies: { history: NEVER } as never });
      chat.boot();
      chat.call$('history', [5]).subscribe(ignored);
      chat.call$('history', [6]).subscribe(ignored);
      const seen: Stats[] = [];
      for (const ms of [10, 400]) m.scheduler.schedule(() => seen.push(stats(chat)), ms);
      m.expect(timer(500)).toBeObservable('500ms (0|)', { 0: 0 });
      m.flush();
      expect(
        seen.map(({ waitingFor, calls: { inFlight, spooled, resent } }) => [waitingFor, inFlight, spooled, resent]),
      ).to.deep.equal([
        ['a limit on calls', 1, 1, 0],
        ['a limit on calls', 1, 1, 1],
      ]);
    }),
  );

  it('R49: are of a double of an RpcClient too', async () => {
    const double = new ClientDouble({ replies: { sum: () => 3 } });
    await double.call<number>('sum', { a: 1, b: 2 });
    expect(stats(double)).to.include({ state: 'connected', session: 1 });
    expect(stats(double).calls).to.include({ made: 1, answered: 1, inFlight: 0 });
  });

  it('R49: are of an RpcClient and of a double as well', async () => {
    const rpc = new RpcClient(['wss://a.test'], { protocol: jsonRpc() });
    expect(stats(rpc)).to.include({ state: 'idle', session: 0, roundTripMs: undefined });
    const double = new ChatDouble({ replies: { clearMessages: () => ({}) } as never });
    await double.auth(1, 2, 'key');
    await double.call<null>('nothing').catch(() => {});
    double.call$<null>('waits').subscribe({ error: () => {} });
    expect(stats(double)).to.include({ state: 'connected', session: 1 });
    expect(stats(double).calls).to.include({ made: 3, answered: 1, inFlight: 0 });
  });
});

describe('stats$', () => {
  it(
    'R49: emits at once, then again and again, and has a timer only while it is subscribed to',
    marbles(m => {
      const chat = new ChatDouble();
      const at$ = stats$(chat, { every: 5 }).pipe(map(({ at }) => String(at)));
      m.expect(at$.pipe(take(3))).toBeObservable('0----a----(b|)', { 0: '0', a: '5', b: '10' });
      m.expect(
        stats$(chat).pipe(
          map(({ at }) => at),
          take(2),
        ),
      ).toBeObservable('0 999ms (1|)', { 0: 0, 1: 1000 });
    }),
  );

  it(
    'completes when the client is disposed of',
    marbles(m => {
      const status$ = m.hot<Status>('--|');
      const chat = Object.assign(new ChatDouble(), { status$ });
      m.expect(stats$(chat, { every: 10 }).pipe(map(() => 's'))).toBeObservable('s-|');
    }),
  );

  it('refuses what is no time, or no client', () => {
    const chat = new ChatDouble();
    expect(() => stats$(chat, { every: 0 })).to.throw(TypeError, 'the option every of stats$() must be a number of ms');
    expect(() => stats({ status: chat.status })).to.throw(TypeError, 'stats() takes a BeamChat');
    expect(() => stats$({ status: chat.status, status$: NEVER })).to.throw(TypeError, 'stats$() takes a BeamChat');
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { filter, NEVER, Observable, of, Subject, takeUntil, throwError } from 'rxjs';
import type { BeamChat, BeamChatOptions, ConnectionError, End } from '../../lib/index.js';
import { next, onStage, rejection } from '../kit/live.js';
import {
  client,
  connect,
  faked,
  frames,
  greet,
  kindAndDelivery,
  outcome,
  type RawCall,
  type RawConnection,
  rawServer,
  sentBy,
  session,
  state,
  turns,
  unhandledDuring,
  until,
} from './kit.js';

/** Waits that are long enough to look around in. */
const SLOW: BeamChatOptions = { backoff: { initial: 60_000, max: 60_000 }, random: () => 0.9 };

describe('the rules of what is decided at an end', () => {
  const stage = onStage();

  /** An HTTP server that welcomeNewest nobody in. */
  const refusing = async (status: string, headers: Readonly<Record<string, string>> = {}) => {
    const http = createServer();
    const lines = Object.entries({ ...headers, 'Content-Length': '0', Connection: 'close' });
    const answer = [`HTTP/1.1 ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
    http.on('upgrade', (_, socket) => socket.on('error', () => {}).end(answer));
    await new Promise<void>(listening => http.listen(0, '127.0.0.1', listening));
    stage.with({ close: () => new Promise(closed => http.close(() => closed())) });
    return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  };

  /** What is told of the first end. */
  const firstEnd = async (address: string) => {
    const ends: End[] = [];
    const shouldReconnect = (end: End) => ends.push(end) > 0;
    const { chat, errors } = client(stage, [address], { backoff: { initial: 0, max: 30_000 }, shouldReconnect });
    const waits = next(chat.reconnecting$, 'wait');
    chat.boot();
    const { delay, cause } = await waits;
    const { retryAt } = chat.status;
    return { end: ends[0], error: errors[0] as ConnectionError, delay, cause, waitsFor: (retryAt ?? 0) - Date.now() };
  };

  const inSeconds = (s: number): string => new Date(Date.now() + s * 1_000).toUTCString();
  const headers: [title: string, value: () => string, least: number, most: number][] = [
    ['in seconds', () => '7', 7_000, 7_000],
    // A date has whole seconds only, and the way here takes its time.
    ['as a date', () => inSeconds(9), 5_000, 9_000],
  ];
  for (const [title, value, least, most] of headers) {
    it(`R4: shouldReconnect, errors$ and reconnecting$ are told of 503 and its Retry-After ${title}, and it is waited for`, async () => {
      const address = await refusing('503 Service Unavailable', { 'Retry-After': value() });
      const { end, error, delay, cause, waitsFor } = await firstEnd(address);
      expect(end).to.include({ address, opened: false, wasClean: false, code: 1006, httpStatus: 503 });
      expect(end?.retryAfter).to.be.within(least, most);
      expect(error).to.include({ name: 'ConnectionError', httpStatus: 503, retryAfter: end?.retryAfter });
      expect(cause).to.equal(error);
      expect(delay).to.be.within((end?.retryAfter ?? 0) - 1_000, most);
      expect(waitsFor).to.be.within(delay - 1_000, delay + 1);
    });
  }

  it('R4: Retry-After counts at most backoff.max, and nonsense or the past not at all', async () => {
    expect((await firstEnd(await refusing('503 Busy', { 'Retry-After': '3600' }))).delay).to.be.within(29_000, 30_000);
    for (const value of ['soon', '-5', '', inSeconds(-60)]) {
      const { end, delay } = await firstEnd(await refusing('503 Busy', { 'Retry-After': value }));
      expect(end).not.to.have.property('retryAfter');
      expect(delay, value).to.equal(0);
    }
  });

  it('R3: shouldReconnect can tell 401 from a server that is not there', async () => {
    const refused = await firstEnd(await refusing('401 Unauthorized'));
    expect(refused.end).to.include({ httpStatus: 401, code: 1006, opened: false });
    const absent = await firstEnd('ws://127.0.0.1:1');
    expect(absent.end).to.not.have.any.keys('httpStatus', 'retryAfter');
    expect(absent.end).to.include({ code: 1006, opened: false });
  });

  it('R3, R25: ws.finishRequest that throws is a failed attempt, and ends no process', async () => {
    const finishRequest = () => {
      throw new Error('cannot sign');
    };
    // Nobody listens there: its own error comes later than that of the function.
    const { chat, errors } = client(stage, ['ws://127.0.0.1:1'], { ws: { finishRequest } as never });
    const uncaught = await uncaughtDuring(async () => {
      chat.boot();
      await until(() => errors.length >= 3);
      await turns();
      await chat.close();
    });
    expect(uncaught).to.deep.equal([]);
    expect(errors[0]?.message).to.include('cannot sign');
  });

  const answers: [title: string, answer: () => unknown, ends: boolean, reported: RegExp | undefined][] = [
    ['a Promise of false', async () => false, true, undefined],
    ['an Observable of false', () => of(false), true, undefined],
    ['a Promise of true', async () => true, false, undefined],
    ['a Promise that rejects', () => Promise.reject(new Error('cannot ask')), false, /shouldReconnect.*cannot ask/],
    ['an Observable that errors', () => throwError(() => new Error('cannot ask')), false, /cannot ask/],
    ['a Promise that hangs', () => new Promise(() => {}), false, /shouldReconnect.*within 50 ms/],
    ['an Observable that hangs', () => NEVER, false, /shouldReconnect.*within 50 ms/],
  ];
  for (const [title, answer, ends, reported] of answers) {
    it(`R3: shouldReconnect may give ${title}: ${ends ? 'it closes' : 'it goes on'}`, async () => {
      let dials = 0;
      const raw = await rawServer(stage, visit => {
        dials += 1;
        greet(visit);
      });
      const { chat, errors } = client(stage, [raw.url], { shouldReconnect: answer as never, connectTimeout: 50 });
      chat.boot();
      await session(chat, 1);
      raw.connections[0]?.ws.close(1001);
      await (ends ? state(chat, 'closed') : session(chat, 2));
      expect(dials).to.equal(ends ? 1 : 2);
      expect(errors).to.have.length(reported === undefined ? 0 : 1);
      if (reported !== undefined) expect(errors[0]?.message).to.match(reported);
    });
  }

  it('R3, R27: close() while the answer of shouldReconnect is waited for is the end, and leaves the answer', async () => {
    const asked$ = new Subject<void>();
    const story: string[] = [];
    const answer$ = new Observable<boolean>(() => {
      story.push('asked');
      asked$.next();
      return () => story.push('left');
    });
    const raw = await rawServer(stage, greet);
    const { chat } = client(stage, [raw.url], { shouldReconnect: () => answer$ });
    chat.boot();
    await session(chat, 1);
    const asked = next(asked$, 'question');
    raw.connections[0]?.ws.close(1001);
    await asked;
    await chat.close();
    await turns();
    expect(story).to.deep.equal(['asked', 'left']);
    expect(raw.connections).to.have.length(1);
  });

  const chances: [title: string, random: () => number][] = [
    ['NaN', () => Number.NaN],
    ['-1', () => -1],
    ['1', () => 1],
    ['Infinity', () => Number.POSITIVE_INFINITY],
    ['a text', () => '0.5' as never],
    [
      'an error that it throws',
      () => {
        throw new Error('no dice');
      },
    ],
  ];
  for (const [title, random] of chances) {
    it(`R4: a random that gives ${title} does not take away the wait`, async () => {
      const options = { ...SLOW, random, backoff: { initial: 1_000, max: 1_000 } };
      const { chat } = client(stage, ['ws://127.0.0.1:1', 'ws://127.0.0.1:1/2'], options);
      await unhandledDuring(async () => {
        const wait = next(chat.reconnecting$, 'wait');
        chat.boot();
        expect((await wait).delay).to.equal(500);
        expect((chat.status.retryAt ?? 0) - Date.now()).to.be.within(1, 500);
      });
    });
  }

  /** An auth() that is over as soon as the client tells that its socket is gone. */
  const leaves: [title: string, auth: (chat: BeamChat) => void][] = [
    [
      'takeUntil(closed$)',
      chat =>
        chat
          .call$('auth', [42, 7, 'k3y'])
          .pipe(takeUntil(chat.closed$))
          .subscribe({ error: () => {} }),
    ],
    [
      'an abort in a closed$ handler',
      chat => {
        const abort = new AbortController();
        chat.closed$.subscribe(() => abort.abort());
        chat.call('auth', [42, 7, 'k3y'], { signal: abort.signal }).catch(() => {});
      },
    ],
  ];
  for (const [title, auth] of leaves) {
    it(`R2: an auth() that ${title} ends when its socket is gone makes no session`, async () => {
      const raw = await rawServer(stage, greet, (_, { ws }) => ws.terminate());
      const { chat } = client(stage, [raw.url], SLOW);
      const story: string[] = [];
      chat.status$.subscribe(each => story.push(each.state));
      chat.connected$.subscribe(() => story.push('connected$'));
      auth(chat);
      const waits = next(chat.reconnecting$, 'wait');
      chat.boot();
      await waits;
      await turns();
      expect(story).to.not.include('connected').and.not.include('connected$');
      expect(chat.status).to.include({ state: 'connecting', attempt: 2 });
      chat.connected$.subscribe(() => story.push('replayed')).unsubscribe();
      expect(story).to.not.include('replayed');
    });
  }

  it('R2, R18: a flush that meets a socket which is closing makes no session, and the spool keeps its limit', async () => {
    const { socket, chat, newest, welcomeNewest } = faked({ spool: { limit: 5 } });
    stage.with(chat);
    const waiting = Array.from({ length: 5 }, (_, n) => chat.call<unknown>('x', [n]));
    for (const each of waiting) each.catch(() => {});
    chat.boot();
    const closing = newest();
    closing.opens();
    closing.readyState = 2;
    closing.receives(frames.welcome);
    expect(chat.status.state).to.equal('connecting');
    for (let n = 0; n < 10; n += 1) expect(await outcome(chat.call<unknown>('y', [n]))).to.equal('overflow never');
    expect(socket.getSpoolLength()).to.equal(5);
    expect(sentBy(closing)).to.deep.equal([]);
    closing.closes(1001);
    await until(() => newest() !== closing);
    expect(sentBy(welcomeNewest()).map(({ method, arguments: [n] }) => `${method} ${n}`)).to.deep.equal(
      [0, 1, 2, 3, 4].map(n => `x ${n}`),
    );
  });

  it('R2, R18: nor does a flush in whose middle the socket begins to close; what it did not take is sent by the next', async () => {
    const { socket, chat, newest, welcomeNewest } = faked({ spool: { limit: 5 } });
    stage.with(chat);
    const waiting = Array.from({ length: 5 }, (_, n) => outcome(chat.call<unknown>('x', [n])));
    chat.sent$.pipe(filter(({ id }) => id === 1)).subscribe(() => {
      newest().readyState = 2;
    });
    chat.boot();
    const closing = welcomeNewest();
    expect(chat.status.state).to.equal('connecting');
    const later = Array.from({ length: 10 }, (_, n) => outcome(chat.call<unknown>('y', [n])));
    expect(socket.getSpoolLength()).to.equal(5);
    expect(await Promise.all(later.slice(2))).to.deep.equal(Array(8).fill('overflow never'));
    closing.closes(1001);
    await until(() => newest() !== closing);
    const named = ({ method, arguments: [n] }: RawCall) => `${method} ${n}`;
    expect(sentBy(closing).map(named)).to.deep.equal(['x 0', 'x 1']);
    expect(sentBy(welcomeNewest()).map(named)).to.deep.equal(['x 2', 'x 3', 'x 4', 'y 0', 'y 1']);
    expect(await Promise.all(waiting.slice(0, 2))).to.deep.equal(Array(2).fill('disconnected unknown'));
  });

  it('R2: connected$ replays nothing within the status$ handler that tells of the loss, or of close()', async () => {
    const { chat } = await connect(stage);
    const replayed: string[] = [];
    const told: string[] = [];
    chat.status$.pipe(filter(({ state: at }) => at !== 'connected')).subscribe(({ state: at }) => {
      told.push(at);
      chat.connected$.subscribe(({ session: number }) => replayed.push(`${at}: ${number}`)).unsubscribe();
    });
    await stage.stopEndpointOf(chat);
    await session(chat, 2);
    await chat.close();
    expect(told).to.include.members(['reconnecting', 'closing', 'closed']);
    expect(replayed).to.deep.equal([]);
  });

  const identities: [title: string, auth: BeamChatOptions['auth']][] = [
    ['accepted by auth()', undefined],
    ['options.auth', [42, 7, 'good']],
    ['a function', () => [42, 7, 'good']],
  ];
  for (const [title, auth] of identities) {
    for (const how of ['refused', 'timeout', 'aborted'] as const) {
      it(`R9: an auth() while down that ends as ${how} does not cost the identity of ${title}`, async () => {
        const abort = new AbortController();
        const answer = ({ id, arguments: [, , key] }: RawCall, { ws }: RawConnection) => {
          if (key !== 'bad') return ws.send(frames.reply(id, { authenticated: true }));
          if (how === 'refused') ws.send(frames.reply(id, undefined, 'UNOTFOUND'));
          if (how === 'aborted') abort.abort();
        };
        const raw = await rawServer(stage, greet, answer);
        const { chat } = client(stage, [raw.url], auth === undefined ? {} : { auth });
        const first = session(chat, 1);
        chat.boot();
        if (auth === undefined) await chat.auth(42, 7, 'good');
        await first;
        const timeout = how === 'timeout' ? 30 : 0;
        const bad = next(chat.reconnecting$, 'loss').then(() => {});
        const ended = new Promise<unknown>(resolve => {
          chat.reconnecting$.subscribe(() => {
            const args = [42, 8, 'bad'] as [number, number, string];
            resolve(rejection(chat.call('auth', args, { signal: abort.signal, timeout })));
          });
        });
        raw.connections[0]?.ws.terminate();
        await bad;
        expect(kindAndDelivery(await ended)).to.match(new RegExp(`^${how} `));
        expect((await session(chat, 2)).authenticated).to.equal(true);
        const keys = raw.calls.filter(({ method }) => method === 'auth').map(({ arguments: [, , key] }) => key);
        expect(keys).to.deep.equal(['good', 'bad', 'good']);
      });
    }
  }

  it('R9, R18: auth() calls that pile up while down cost the next connection one, and all settle', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws }) => ws.send(frames.reply(id, { authenticated: true })));
    const { chat } = client(stage, [raw.url]);
    const calls = Array.from({ length: 50 }, (_, n) => outcome(chat.auth(42, 7, `key ${n}`)));
    const first = session(chat, 1);
    chat.boot();
    await first;
    expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['value {"authenticated":true}']));
    expect(raw.calls.map(({ arguments: [, , key] }) => key)).to.deep.equal(['key 49']);
  });

  it('R14: a call that is sent again settles after its third loss, if its answer is what ends the connection', async () => {
    const raw = await rawServer(stage, greet, ({ id, method }, { ws }) =>
      ws.send(frames.reply(id, method === 'history' ? 'x'.repeat(2_000) : 'fine')),
    );
    const { chat } = client(stage, [raw.url], { ws: { maxPayload: 1_000 } });
    chat.boot();
    expect(await outcome(chat.call('history', [100]))).to.equal('disconnected unknown');
    expect(raw.calls).to.have.length(3);
    await session(chat, 4);
    expect(await chat.call<unknown>('x')).to.equal('fine');
  });
});

/** What is uncaught meanwhile: mocha's own listener must not end the spec. */
const uncaughtDuring = async (act: () => Promise<void>): Promise<unknown[]> => {
  const before = process.listeners('uncaughtException');
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
  try {
    await act();
  } finally {
    process.off('uncaughtException', note);
    for (const each of before) process.on('uncaughtException', each);
  }
  return uncaught;
};

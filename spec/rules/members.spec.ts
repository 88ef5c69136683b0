import { EventEmitter } from 'node:events';
import { runInNewContext } from 'node:vm';
import Bluebird from 'bluebird';
import { expect } from 'chai';
import { filter, materialize, merge, toArray } from 'rxjs';
import { BeamChat, type Status } from '../../lib/index.js';
import BeamSocketDefault, { BeamSocket } from '../../lib/ws.js';
import { thrownBy } from '../kit/facts.js';
import { CHANNEL, next, nextEvent, onStage, rejection } from '../kit/live.js';
import { client, connect, faked, outcome, session, state, turns, until } from './kit.js';

describe('the members of BeamChat', () => {
  const stage = onStage();

  it('R3, R4: status$ replays the current status, and emits each state from boot() to close()', async () => {
    const { chat } = client(stage, stage.server.endpoints);
    const seen: Status[] = [];
    chat.status$.subscribe(status => seen.push(status));
    expect(seen).to.deep.equal([chat.status]);
    expect(chat.status).to.deep.equal({
      state: 'idle',
      address: undefined,
      attempt: 0,
      retryAt: undefined,
      lastError: undefined,
    });
    expect(chat.boot()).to.equal(chat);
    await session(chat, 1);
    await stage.server.endpoint(0).fault('drop');
    await session(chat, 2);
    await chat.close();
    const states = seen.map(each => each.state).filter((each, n, all) => each !== all[n - 1]);
    expect(states).to.deep.equal(['idle', 'connecting', 'connected', 'reconnecting', 'connected', 'closing', 'closed']);
    const now: Status[] = [];
    chat.status$.subscribe(status => now.push(status));
    expect(now).to.deep.equal([chat.status]);
    for (const each of seen)
      expect(Object.keys(each).sort()).to.deep.equal(['address', 'attempt', 'lastError', 'retryAt', 'state']);
    expect(
      seen.filter(each => each.state === 'connected').every(each => each.attempt === 0 && each.retryAt === undefined),
    ).to.equal(true);
  });

  it('R4: status has retryAt and attempt while the client waits, and no retryAt while it dials', async () => {
    const { chat, newest, made } = faked({ random: () => 0, backoff: {} });
    const log: string[] = [];
    chat.status$.subscribe(({ state: at, attempt, retryAt, address }) =>
      log.push([at, attempt, retryAt === undefined ? 'dials' : 'waits', address?.at(-1)].join(' ')),
    );
    chat.boot();
    newest().fails(new Error('x'));
    await until(() => made.length === 2);
    expect(log.filter((each, n, all) => each !== all[n - 1])).to.deep.equal([
      'idle 0 dials ',
      'connecting 0 dials ',
      'connecting 1 dials a',
      'connecting 2 waits a',
      'connecting 2 dials b',
    ]);
    await chat.close();
  });

  it('R2: connected$ replays the current session, and no earlier one', async () => {
    const { chat } = await connect(stage);
    expect(await next(chat.connected$)).to.deep.equal({
      address: stage.server.endpoints[0],
      session: 1,
      authenticated: true,
    });
    await stage.stopEndpointOf(chat);
    const seen: unknown[] = [];
    const subscription = chat.connected$.subscribe(info => seen.push(info));
    expect(seen).to.deep.equal([]);
    await session(chat, 2);
    subscription.unsubscribe();
    await chat.close();
    chat.connected$.subscribe(info => seen.push(info));
    expect(seen).to.deep.equal([{ address: stage.server.endpoints[1], session: 2, authenticated: true }]);
    chat.boot();
    await session(chat, 3);
  });

  it('R3: reconnecting$ emits the lost address and the cause before the wait', async () => {
    const { chat } = await connect(stage);
    const observed = next(chat.reconnecting$);
    await stage.server.endpoint(0).fault('close', { code: 4002, reason: 'why' });
    const info = await observed;
    expect(Object.keys(info).sort()).to.deep.equal(['address', 'attempt', 'cause', 'delay']);
    expect(info).to.include({ address: stage.server.endpoints[0], attempt: 1, delay: 0 });
    expect(info.cause).to.include({ code: 4002, reason: 'why' });
    await session(chat, 2);
  });

  it('R3: closed$ also emits for a socket that opened and received no welcome', async () => {
    await stage.server.endpoint(0).fault('neverWelcome');
    const { chat } = client(stage, stage.server.endpoints);
    const closes: unknown[] = [];
    chat.closed$.subscribe(info => closes.push(info));
    chat.boot();
    await until(() => stage.server.connectionCount() === 1);
    await stage.server.endpoint(0).fault('close', { code: 4009, reason: 'out' });
    await session(chat, 1);
    expect(closes).to.deep.equal([{ address: stage.server.endpoints[0], code: 4009, reason: 'out', wasClean: true }]);
  });

  it('R3: closed$ does not emit for a socket that never opened', async () => {
    await stage.server.endpoint(0).fault('httpError');
    const { chat } = client(stage, stage.server.endpoints);
    const closes: unknown[] = [];
    chat.closed$.subscribe(info => closes.push(info));
    chat.boot();
    await session(chat, 1);
    expect(closes).to.deep.equal([]);
  });

  it('R27: closed$ emits once for a close() that finds no open socket, and not for a second one', async () => {
    const none = { address: undefined, code: 1000, reason: '', wasClean: true };
    const closes: unknown[] = [];
    const idle = new BeamChat(stage.server.endpoints);
    idle.closed$.subscribe(info => closes.push(info));
    await Promise.all([idle.close(), idle.close()]);
    await idle.close({ code: 4000, reason: 'again' });
    expect(closes.splice(0)).to.deep.equal([none]);
    await stage.server.endpoint(0).fault('hang');
    const { chat } = client(stage, stage.server.endpoints);
    chat.closed$.subscribe(info => closes.push(info));
    chat.boot();
    await turns();
    await chat.close();
    await chat.close();
    expect(closes.splice(0)).to.deep.equal([none]);
    const { chat: connected } = await connect(stage, { random: () => 0.9 });
    connected.closed$.subscribe(info => closes.push(info));
    await Promise.all([connected.close(), connected.close()]);
    await connected.close();
    expect(closes).to.deep.equal([{ ...none, address: stage.server.endpoints[1] }]);
  });

  it('R27: close() ends in the state closed, from every state', async () => {
    const { chat } = client(stage, stage.server.endpoints, { random: () => 0.1, backoff: { initial: 5_000 } });
    const closed = async (): Promise<void> => {
      await Promise.all([chat.close(), chat.close(), state(chat, 'closed')]);
      expect(chat.status).to.include({ state: 'closed', attempt: 0, retryAt: undefined });
      await until(() => stage.server.connectionCount() === 0);
    };
    await closed();
    chat.boot();
    await closed();
    chat.boot();
    await session(chat, 1);
    await closed();
    chat.boot();
    await session(chat, 2);
    await stage.server.endpoint(0).fault('drop');
    await state(chat, 'reconnecting');
    expect(chat.status.retryAt).to.be.a('number');
    await closed();
    await closed();
    chat.boot();
    await session(chat, 3);
  });

  it('R27: close() sends code and reason to the server, and rejects invalid ones', async () => {
    const { chat } = await connect(stage);
    for (const bad of [
      { code: 1001 },
      { code: 5000 },
      { code: 2999 },
      { reason: 'x'.repeat(124) },
      { drain: -1 },
      { drain: Number.NaN },
    ]) {
      expect(await rejection(chat.close(bad))).to.be.instanceOf(TypeError);
    }
    expect(chat.status.state).to.equal('connected');
    const observed = next(stage.server.connections$.pipe(filter(({ at }) => at === 'closed')));
    await chat.close({ code: 4321, reason: 'bye' });
    expect(await observed).to.include({ code: 4321, reason: 'bye' });
    const { chat: plain } = await connect(stage);
    const normal = next(stage.server.connections$.pipe(filter(({ at }) => at === 'closed')));
    await plain.close();
    expect(await normal).to.include({ code: 1000, reason: '' });
  });

  it('R3: shouldReconnect is called after every end, failed dials too; false ends the client as close() does', async () => {
    await stage.server.endpoint(0).fault('refuse');
    const ends: unknown[] = [];
    const { chat } = client(stage, stage.server.endpoints, {
      shouldReconnect: end => {
        ends.push(end);
        return ends.length < 2;
      },
    });
    const closes: unknown[] = [];
    chat.closed$.subscribe(({ address }) => closes.push(address));
    chat.boot();
    await session(chat, 1);
    const pending = outcome(chat.call<unknown>('nothing', [], { resend: true }));
    await stage.server.endpoint(1).fault('close', { code: 4000, reason: 'enough' });
    await state(chat, 'closed');
    const [first, second] = stage.server.endpoints;
    expect(ends).to.deep.equal([
      { address: first, code: 1006, reason: '', wasClean: false, opened: false },
      { address: second, code: 4000, reason: 'enough', wasClean: true, opened: true },
    ]);
    expect(closes[0]).to.equal(second);
    expect(await pending).to.match(/^(refused|closed)/);
    expect(await outcome(chat.call('ping'))).to.equal('closed never');
    await chat.close();
    await until(() => stage.server.connectionCount() === 0);
  });

  it('R1, R3: shouldReconnect is also called when the function gave no address', async () => {
    const ends: unknown[] = [];
    const addresses = () => Promise.reject(new Error('no luck'));
    const { chat } = client(stage, addresses, {
      shouldReconnect: end => {
        ends.push(end);
        return ends.length < 2;
      },
    });
    const end = next(chat.closed$);
    chat.boot();
    expect(await end).to.deep.equal({ address: undefined, code: 1000, reason: '', wasClean: true });
    const none = { address: undefined, code: 1006, reason: '', wasClean: false, opened: false };
    expect(ends).to.deep.equal([none, none]);
    expect(chat.status.state).to.equal('closed');
  });

  it('R27: disposing closes the client and completes every stream, for late subscribers too', async () => {
    const { chat } = await connect(stage);
    const streams = [
      chat.status$,
      chat.connected$,
      chat.reconnecting$,
      chat.closed$,
      chat.packets$,
      chat.sent$,
      chat.spooled$,
      chat.errors$,
      chat.events$('ChatMessage'),
    ];
    const ended = next(
      merge(...(streams as (typeof chat.events$ extends unknown ? typeof chat.packets$ : never)[])).pipe(
        materialize(),
        filter(({ kind }) => kind !== 'N'),
        toArray(),
      ),
    );
    await chat[Symbol.asyncDispose]();
    expect((await ended).map(({ kind }) => kind)).to.deep.equal(['C']);
    expect(chat.status.state).to.equal('closed');
    let completed = 0;
    for (const each of streams)
      (each as typeof chat.packets$).subscribe({
        complete: () => {
          completed += 1;
        },
      });
    expect(completed).to.equal(streams.length);
    expect(await outcome(chat.call('ping'))).to.equal('closed never');
  });

  it('R12: events$ is hot, continues across reconnects, and never errors', async () => {
    const { chat } = await connect(stage);
    const received: unknown[] = [];
    let ended = false;
    chat.events$<unknown>('Tick').subscribe({
      next: data => received.push(data),
      error: () => {
        ended = true;
      },
      complete: () => {
        ended = true;
      },
    });
    stage.server.emit(CHANNEL, 'Tick', 1);
    await chat.ping();
    await stage.server.endpoint(0).fault('drop');
    await session(chat, 2);
    stage.server.emit(CHANNEL, 'Tick', 2);
    await chat.ping();
    const late: unknown[] = [];
    chat.events$<unknown>('Tick').subscribe(data => late.push(data));
    await chat.close();
    chat.boot();
    await session(chat, 3);
    stage.server.emit(CHANNEL, 'Tick', 3);
    await chat.ping();
    expect([received, late, ended]).to.deep.equal([[1, 2, 3], [3], false]);
  });

  it('R17: ping() resolves with ms, is never spooled, and rejects as not-connected while disconnected', async () => {
    const { chat } = await connect(stage);
    const spooled: unknown[] = [];
    chat.spooled$.subscribe(packet => spooled.push(packet));
    await stage.server.endpoint(0).fault('delayReplies', 30);
    expect(await chat.ping()).to.be.within(25, 2_000);
    await stage.stopEndpointOf(chat);
    expect(await outcome(chat.ping())).to.equal('not-connected never');
    expect(await outcome(new BeamChat(['ws://a']).ping())).to.equal('not-connected never');
    expect(spooled).to.deep.equal([]);
    await session(chat, 2);
  });

  const impossible: [string, unknown][] = [
    ['unheardOf', 1],
    ['connectTimeout', -1],
    ['connectTimeout', '5'],
    ['connectTimeout', Number.NaN],
    ['callTimeout', null],
    ['pingInterval', {}],
    ['pingTimeout', -5],
    ['backoff', 5],
    ['backoff', { initial: -1 }],
    ['backoff', { most: 1 }],
    ['backoff', { max: Number.NaN }],
    ['stableAfter', 'x'],
    ['spool', true],
    ['spool', { limit: -1 }],
    ['spool', { limit: 1.5 }],
    ['spool', { ttl: -1 }],
    ['spool', { overflow: 'drop' }],
    ['resend', 'history'],
    ['resend', [1]],
    ['shouldReconnect', true],
    ['wake$', {}],
    ['wake$', 'online'],
    ['welcome', 'yes'],
    ['clientId', 5],
    ['protocolVersion', 1],
    ['query', { a: 1 }],
    ['query', []],
    ['protocols', [1]],
    ['WebSocketCtor', {}],
    ['ws', 1],
    ['random', 0.5],
    ['auth', 'me'],
    ['toString', 1],
  ];
  for (const [name, value] of impossible) {
    it(`R28: the option ${name} as ${JSON.stringify(value) ?? String(value)} throws a TypeError that names it`, () => {
      const error = thrownBy(() => new BeamChat(['ws://a'], { [name]: value }));
      expect(error).to.be.instanceOf(TypeError);
      expect((error as Error).message).to.include(name);
      expect(thrownBy(() => new BeamSocket(['ws://a'], { [name]: value }))).to.be.instanceOf(TypeError);
    });
  }

  it('R28: undefined counts as not given, for every option and inside nested ones', () => {
    const names = [
      'auth',
      'connectTimeout',
      'callTimeout',
      'pingInterval',
      'pingTimeout',
      'backoff',
      'stableAfter',
      'spool',
      'resend',
      'shouldReconnect',
      'wake$',
      'welcome',
      'clientId',
      'protocolVersion',
      'query',
      'protocols',
      'WebSocketCtor',
      'ws',
      'random',
    ];
    expect(new BeamChat(['ws://a'], Object.fromEntries(names.map(name => [name, undefined])))).to.be.instanceOf(
      BeamChat,
    );
    expect(new BeamChat(['ws://a'], undefined)).to.be.instanceOf(BeamChat);
    expect(
      new BeamChat(['ws://a'], { backoff: { initial: undefined as never }, spool: { limit: undefined as never } }),
    ).to.be.instanceOf(BeamChat);
  });
});

describe('the members of BeamSocket', () => {
  const stage = onStage();

  it('R28: every export is the same class, an EventEmitter with its statics', () => {
    expect(BeamSocketDefault).to.equal(BeamSocket);
    const socket = new BeamSocket(['ws://a']);
    expect(socket).to.be.instanceOf(EventEmitter);
    expect(socket.chat).to.be.instanceOf(BeamChat);
    expect(socket.getStatus()).to.equal(BeamSocket.IDLE);
    expect(
      new Set([BeamSocket.IDLE, BeamSocket.CONNECTING, BeamSocket.CONNECTED, BeamSocket.CLOSING, BeamSocket.CLOSED])
        .size,
    ).to.equal(5);
    expect(BeamSocket.Promise).to.equal(Promise);
    expect(BeamSocket.TimeoutError.name).to.equal('TimeoutError');
  });

  it('R3: getStatus() and isConnected() in each state', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    const seen: [number, boolean][] = [];
    const note = () => seen.push([socket.getStatus(), socket.isConnected()]);
    expect(socket.boot()).to.equal(socket);
    note();
    await nextEvent(socket, 'connected');
    note();
    await stage.stopEndpointOf(chat);
    note();
    await session(chat, 2);
    const closed = socket.close();
    note();
    await closed;
    note();
    const { CONNECTING, CONNECTED, CLOSING, CLOSED } = BeamSocket;
    expect(seen).to.deep.equal([
      [CONNECTING, false],
      [CONNECTED, true],
      [CONNECTING, false],
      [CLOSING, false],
      [CLOSED, false],
    ]);
  });

  it('R12, R17: call() accepts every form of its arguments', async () => {
    const { socket, chat } = faked();
    socket.boot();
    const forms: [unknown[], unknown[]][] = [
      [[], []],
      [[undefined], []],
      [[[]], []],
      [[['a', 'b']], ['a', 'b']],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      [
        [1, 2, 'k'],
        [1, 2, 'k'],
      ],
      [[['a'], { timeout: 9 }], ['a']],
      [['a', { timeout: 9 }], ['a']],
      [
        ['a', { timeout: 9, b: 1 }],
        ['a', { timeout: 9, b: 1 }],
      ],
      [
        ['a', {}],
        ['a', {}],
      ],
      [[{ noReply: true }], []],
      [[{ x: 1 }], [{ x: 1 }]],
      [[null], [null]],
      [
        ['a', null],
        ['a', null],
      ],
      [
        [{ timeout: 1 }, 'a'],
        [{ timeout: 1 }, 'a'],
      ],
      [['a', runInNewContext('({ timeout: 9 })')], ['a']],
      [
        ['a', Object.assign(Object.create({}), { timeout: 9 })],
        ['a', { timeout: 9 }],
      ],
      [[0], [0]],
      [
        [false, ''],
        [false, ''],
      ],
      [
        ['a', ['b']],
        ['a', ['b']],
      ],
    ];
    const spooled: unknown[] = [];
    chat.spooled$.subscribe(packet => spooled.push(packet.arguments));
    for (const [given] of forms) socket.call<unknown>('x', ...given).catch(() => {});
    expect(spooled).to.deep.equal(forms.map(([, args]) => args));
    await socket.close();
  });

  it('R13: a call rejects with the server’s error exactly as sent, or with an error of this library for any other failure', async () => {
    const { socket } = client(stage, stage.server.endpoints);
    socket.boot();
    expect(await rejection(socket.call('auth', CHANNEL, 7, 'wrong'))).to.equal('UNOTFOUND');
    expect(await rejection(socket.auth(CHANNEL, 7, 'wrong'))).to.equal('UNOTFOUND');
    expect(await outcome(socket.call<unknown>('x', [1n]))).to.equal('encoding never');
    await socket.close();
    expect(await outcome(socket.call<unknown>('x'))).to.equal('closed never');
    expect(await outcome(socket.ping())).to.match(/^closed|^not-connected/);
  });

  it('R13: every promise is of the class in BeamSocket.Promise', async () => {
    const { socket } = client(stage, stage.server.endpoints);
    socket.boot();
    BeamSocket.Promise = Bluebird as never;
    try {
      const promises = [
        socket.call('ping'),
        socket.auth(CHANNEL),
        socket.optOutEvents('UserJoin'),
        socket.call('ping', [], { noReply: true }),
      ];
      for (const promise of promises) expect(promise).to.be.instanceOf(Bluebird);
      await Promise.all(promises);
      const last = [socket.ping(), socket.close()];
      for (const promise of last) expect(promise).to.be.instanceOf(Bluebird);
      await Promise.allSettled(last);
    } finally {
      BeamSocket.Promise = Promise;
    }
  });

  it('R3, R12: the bridge emits its events with the values of the streams', async () => {
    const { socket, chat } = client(stage, stage.server.endpoints);
    const log: string[] = [];
    for (const name of ['connected', 'closed', 'reconnecting', 'packet', 'sent', 'spooled', 'Tick', 'UserJoin']) {
      socket.on(name, (value: unknown) =>
        log.push(`${name} ${value === undefined ? '' : Object.keys(value as object)[0]}`),
      );
    }
    const auth = socket.auth(CHANNEL);
    void socket.call('ping').catch(() => {});
    socket.boot();
    await auth;
    await session(chat, 1);
    await chat.ping();
    stage.server.emit(CHANNEL, 'Tick', { n: 1 });
    await chat.ping();
    await stage.server.endpoint(0).fault('drop');
    await session(chat, 2);
    const kinds = new Set(log.map(each => each.split(' ')[0]));
    expect([...kinds].sort()).to.deep.equal([
      'Tick',
      'closed',
      'connected',
      'packet',
      'reconnecting',
      'sent',
      'spooled',
    ]);
    expect(log.filter(each => each.startsWith('Tick'))).to.deep.equal(['Tick n']);
  });

  it('R27: the bridge subscribes to the stream of an event only while the event has a listener', async () => {
    const { socket, chat } = await connect(stage);
    const received: unknown[] = [];
    const listener = (data: unknown) => received.push(data);
    for (const add of ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const) {
      (socket as EventEmitter)[add]('Tick', listener);
      stage.server.emit(CHANNEL, 'Tick', add);
      await chat.ping();
      socket.off('Tick', listener);
      stage.server.emit(CHANNEL, 'Tick', 'nobody');
      await chat.ping();
    }
    expect(received).to.deep.equal(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);
    expect(socket.listenerCount('Tick')).to.equal(0);
  });
});

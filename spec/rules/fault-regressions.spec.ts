import { expect } from 'chai';
import { filter, Observable, Subject, take } from 'rxjs';
import { BeamChat, type BeamChatOptions } from '../../lib/index.js';
import { FakeNodeSocket, FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { next, onStage } from '../kit/live.js';
import {
  client,
  connect,
  faked,
  frames,
  outcome,
  type RawConnection,
  rawServer,
  session,
  state,
  turns,
  unhandledDuring,
} from './kit.js';

/** Regressions where handlers, ends and sockets meet. Each spec failed before the fix. */
describe('regressions under faults', () => {
  const stage = onStage();
  const greet = ({ ws }: RawConnection) => ws.send(frames.welcome);

  /** Makes the server keep the TCP connection of its first client open after the close frame. */
  const holdsTcp = (connection: RawConnection) => {
    if (connection.number === 1) (connection.tcp as { end: unknown }).end = () => connection.tcp;
    greet(connection);
  };

  const first =
    <T>(run: () => void, answer: T) =>
    (): T => {
      run();
      return answer;
    };

  /** The user's functions that run inside `boot()`. */
  const inside: readonly [string, (run: () => void) => { addresses?: () => string[]; options?: BeamChatOptions }][] = [
    ['addresses', run => ({ addresses: first(run, ['ws://a']) })],
    ['random', run => ({ options: { random: first(run, 0) } })],
    ['wake$', run => ({ options: { wake$: new Observable(() => run()) } })],
  ];
  for (const [name, how] of inside) {
    for (const reboots of [false, true]) {
      it(`R6: ${reboots ? 'close() and boot()' : 'close()'} in ${name}, inside boot()`, async () => {
        let ran = false;
        const run = () => {
          if (ran) return;
          ran = true;
          void chat.close();
          if (reboots) chat.boot();
        };
        const { addresses, options } = how(run);
        const { made, WebSocketCtor } = faked();
        const chat = stage.with(new BeamChat(addresses ?? ['ws://a'], { ...options, WebSocketCtor }));
        chat.boot();
        expect(made.length).to.equal(0);
        await next(chat.closed$);
        expect(made.length).to.equal(reboots ? 1 : 0);
        if (!reboots) expect(chat.status).to.include({ state: 'closed', attempt: 0, address: undefined });
      });
    }
  }

  it('R6, R27: close() in errors$ or shouldReconnect ends the client: it dials no more', async () => {
    await stage.server.endpoint(0).stop();
    for (const place of ['errors$', 'shouldReconnect']) {
      const made: { chat?: BeamChat } = {};
      const shouldReconnect = () => {
        if (place === 'shouldReconnect') void made.chat?.close();
        return true;
      };
      const { chat } = client(stage, stage.server.endpoints, { shouldReconnect });
      made.chat = chat;
      const log: string[] = [];
      if (place === 'errors$') chat.errors$.pipe(take(1)).subscribe(() => void chat.close());
      chat.status$.subscribe(s => log.push(`${s.state} ${s.attempt} ${s.retryAt === undefined ? '-' : 'retry'}`));
      chat.reconnecting$.subscribe(() => log.push('reconnecting$'));
      chat.boot();
      await state(chat, 'closed');
      await turns();
      expect(log.slice(log.findIndex(line => line.startsWith('closed')))).to.deep.equal(['closed 0 -']);
    }
  });

  it('R6: an answer of shouldReconnect that fails after the function closed the client is no unhandled rejection', async () => {
    const { chat, welcomeNewest } = faked({
      shouldReconnect: async () => {
        await chat.close();
        throw new Error('too late');
      },
    });
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', listener);
    try {
      chat.boot();
      welcomeNewest().closes(1006);
      await state(chat, 'closed');
      await turns();
    } finally {
      process.off('unhandledRejection', listener);
      for (const other of others) process.on('unhandledRejection', other);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it('R14, R2: a session lost during the flush is not announced, and the calls sent over it reject', async () => {
    const wake$ = new Subject<string>();
    const { chat, welcomeNewest } = faked({ wake$ });
    stage.with(chat);
    const call = outcome(chat.call('msg', ['x']));
    const log: string[] = [];
    chat.sent$.pipe(take(1)).subscribe(() => wake$.next('offline'));
    chat.connected$.subscribe(({ address }) => log.push(address));
    chat.boot();
    welcomeNewest();
    expect(log).to.deep.equal([]);
    expect(chat.status.state).to.not.equal('connected');
    expect(await Promise.race([call, turns(50).then(() => 'never')])).to.equal('disconnected unknown');
  });

  it('R2, R6: after close() in a handler of the status connected, no session is announced', async () => {
    const { chat } = client(stage, stage.server.endpoints);
    const seen: unknown[] = [];
    const connected$ = chat.status$.pipe(filter(({ state: at }) => at === 'connected'));
    connected$.pipe(take(1)).subscribe(() => void chat.close());
    chat.connected$.subscribe(info => seen.push(info));
    chat.boot();
    await state(chat, 'closed');
    expect(seen).to.deep.equal([]);
  });

  it('R3, R18: a socket whose server closes and keeps TCP open is dropped at once, with and without compression', async () => {
    for (const perMessageDeflate of [false, { threshold: 0 }]) {
      const answer = ({ id }: { id: number }, { ws, number }: RawConnection) => {
        ws.send(frames.reply(id, 'x'.repeat(5000)), { compress: true });
        if (number === 1) ws.close(1012, 'held');
      };
      const raw = await rawServer(stage, holdsTcp, answer, { perMessageDeflate });
      const { chat } = client(stage, [raw.url]);
      chat.boot();
      await session(chat, 1);
      await chat.call('ping', []);
      await session(chat, 2);
    }
  });

  it('R3: so is a socket whose server has stopped reading', async () => {
    const raw = await rawServer(stage, holdsTcp, undefined, { perMessageDeflate: false });
    const { chat } = client(stage, [raw.url]);
    chat.boot();
    await session(chat, 1);
    raw.connections[0]?.tcp.pause();
    for (let n = 0; n < 60; n += 1) void chat.call<unknown>('x', ['x'.repeat(500_000)], { noReply: true });
    await turns(50);
    raw.connections[0]?.ws.close(1012, 'held');
    await session(chat, 2);
  });

  it('R7, R8: a frame that arrived before a ping does not answer it, even in the same millisecond', async () => {
    const wake$ = new Subject<unknown>();
    const { chat } = await connect(stage, { wake$, pingTimeout: 50 });
    await stage.server.endpoint(0).fault('freeze');
    wake$.next('online');
    await session(chat, 2);
  });

  it('R8: a wake-up after an answered ping sends another ping', async () => {
    const wake$ = new Subject<unknown>();
    const { chat } = await connect(stage, { wake$, pingTimeout: 300 });
    wake$.next('online');
    await chat.ping();
    await stage.server.endpoint(0).fault('freeze');
    wake$.next('online');
    await session(chat, 2);
  });

  it('announces a loss before the close() that a handler of the loss calls', async () => {
    const { chat } = await connect(stage);
    const closes: unknown[] = [];
    chat.closed$.subscribe(({ address, code }) => closes.push([address, code]));
    const lost$ = chat.status$.pipe(filter(({ state: at }) => at === 'reconnecting'));
    lost$.pipe(take(1)).subscribe(() => void chat.close());
    await stage.server.endpoint(0).fault('drop');
    await state(chat, 'closed');
    await turns();
    expect(closes).to.deep.equal([
      [stage.server.endpoints[0], 1006],
      [undefined, 1000],
    ]);
  });

  it('boot() that calls off a drain keeps the time of the next attempt', async () => {
    const { chat } = await connect(stage, { random: () => 0.5, backoff: { initial: 20_000, max: 20_000 } });
    for (const n of [0, 1]) await stage.server.endpoint(n).stop();
    await next(chat.status$.pipe(filter(s => s.retryAt !== undefined && s.state === 'reconnecting')));
    void outcome(chat.call('ping'));
    void chat.close({ drain: 60_000 });
    chat.boot();
    expect(chat.status.retryAt).to.be.a('number');
  });

  it('R27: a close() made in closed$ after a boot() resolves when its own socket is gone', async () => {
    const { chat, welcomeNewest, newest } = faked();
    stage.with(chat);
    const observed: string[] = [];
    chat.closed$.pipe(take(1)).subscribe(() => {
      chat.boot();
      welcomeNewest();
      void chat.close().then(() => observed.push('second'));
    });
    chat.boot();
    welcomeNewest();
    const first = chat.close().then(() => observed.push('first'));
    newest().closes(1000);
    await first;
    await turns();
    expect(observed).to.deep.equal(['first']);
    newest().closes(1000);
    await turns();
    expect(observed).to.deep.equal(['first', 'second']);
  });

  it('R27: so does one made while boot() calls off a drain', async () => {
    const { chat, welcomeNewest, newest } = faked();
    stage.with(chat);
    const observed: string[] = [];
    chat.boot();
    welcomeNewest();
    void outcome(chat.call<unknown>('x'));
    const drained = chat.close({ drain: 60_000 }).then(() => observed.push('drain'));
    chat.status$.pipe(filter(({ state }) => state === 'connected')).subscribe(() => {
      void chat.close().then(() => observed.push('close'));
    });
    chat.boot();
    await drained;
    await turns();
    expect(observed).to.deep.equal(['drain']);
    newest().closes(1000);
    await turns();
    expect(observed).to.deep.equal(['drain', 'close']);
  });

  it('R25, R27: close() goes on if a source of the user throws in its teardown', async () => {
    const throwing$ = new Observable<never>(() => () => {
      throw new Error('teardown');
    });
    const { chat, welcomeNewest, newest } = faked({ wake$: throwing$ });
    chat.boot();
    welcomeNewest();
    const call = outcome(chat.call<unknown>('x'));
    const unhandled = await unhandledDuring(async () => {
      const closed = chat.close();
      newest().closes(1000);
      await closed;
    });
    expect(await call).to.equal('closed unknown');
    expect(chat.status.state).to.equal('closed');
    expect(unhandled).to.have.length(1);
  });

  it('R13: when send() throws, the call stays in the spool and the socket is dropped', async () => {
    const { chat, welcomeNewest } = faked();
    stage.with(chat);
    chat.boot();
    const fake = welcomeNewest();
    (fake as { send: unknown }).send = () => {
      throw new Error('cannot send');
    };
    const call = outcome(chat.call<unknown>('x'));
    const cause = (await next(chat.reconnecting$)).cause as Error;
    expect(cause.message).to.include('cannot send');
    await chat.close();
    expect(await call).to.equal('closed never');
  });

  it('R17: a reply that arrives inside send() does not reach a noReply call', async () => {
    const { chat, welcomeNewest } = faked();
    stage.with(chat);
    chat.boot();
    const fake = welcomeNewest();
    const send = fake.send.bind(fake);
    (fake as { send: unknown }).send = (text: string) => {
      send(text);
      fake.receives(frames.reply(JSON.parse(text).id, 'sync'));
    };
    expect(await chat.call<unknown>('x', [], { noReply: true })).to.equal(undefined);
  });

  it('an error of wake$ is reported, and has no other effect', async () => {
    const wake$ = new Subject<unknown>();
    const { chat, errors } = await connect(stage, { wake$ });
    wake$.error(new Error('no more signs'));
    expect(errors.map(({ message }) => message)).to.deep.equal(['wake$ failed: no more signs']);
    await chat.call('ping');
  });

  it('R27: close() unsubscribes from a wake$ of another library, which may call its observer at any time', async () => {
    let listening = 0;
    let wake = () => {};
    const wake$ = {
      subscribe({ next: emit }: { next: (value: unknown) => void }) {
        listening += 1;
        wake = () => emit('awake');
        return { unsubscribe: () => (listening -= 1) };
      },
    } as unknown as Observable<unknown>;
    const waits = { random: () => 0.9, backoff: { initial: 20_000, max: 20_000 } };
    const { chat, made, newest } = faked({ wake$, ...waits }, ['ws://a']);
    chat.boot();
    newest().closes(1006);
    wake();
    expect(made).to.have.length(2);
    await chat.close();
    expect(listening).to.equal(0);
  });

  /** A socket that fires `onclose` inside its own `close()`. */
  class ClosesAtOnce extends FakeNodeSocket {
    override leave(code: number, reason: string): void {
      super.leave(code, reason);
      this.closes(code, reason, true);
    }
  }

  for (const established of [true, false]) {
    it(`R3, R6: a socket ${established ? 'with' : 'without'} a session that fires onclose inside close() ends the client, and is no loss`, async () => {
      const { WebSocketCtor, newest } = fakeWebSockets(ClosesAtOnce);
      const story: string[] = [];
      const shouldReconnect = () => story.push('asked') > 0;
      const chat = new BeamChat(['ws://a'], { WebSocketCtor, shouldReconnect, welcome: !established });
      chat.boot();
      newest().opens();
      chat.status$.subscribe(({ state: at, attempt, retryAt }) => story.push(`${at} ${attempt} ${retryAt}`));
      chat.closed$.subscribe(({ code }) => story.push(`closed$ ${code}`));
      chat.reconnecting$.subscribe(() => story.push('reconnecting$'));
      chat.errors$.subscribe(({ message }) => story.push(message));
      await chat.close();
      const before = established ? 'connected 0 undefined' : 'connecting 1 undefined';
      expect(story).to.deep.equal([before, 'closing 0 undefined', 'closed 0 undefined', 'closed$ 1000']);
    });
  }

  it('boot() starts the client again when such a socket is gone', async () => {
    const { WebSocketCtor, newest, made } = fakeWebSockets(ClosesAtOnce);
    const chat = new BeamChat(['ws://a'], { WebSocketCtor, welcome: false });
    chat.boot();
    newest().opens();
    chat.closed$.pipe(take(1)).subscribe(() => chat.boot());
    await chat.close();
    expect(chat.status.state).to.equal('connecting');
    expect(made).to.have.length(2);
    await chat.close();
  });

  it('R3: a socket that opens in its constructor is dropped before its end is announced', async () => {
    const made: FakeWebSocket[] = [];
    class OpensAtOnce extends FakeWebSocket {
      constructor(...given: unknown[]) {
        super(...given);
        made.push(this);
        let opened: unknown;
        Object.defineProperty(this, 'onopen', {
          get: () => opened,
          set: (handler: unknown) => {
            opened = handler;
            if (this.readyState === 0) this.opens();
          },
        });
      }
    }
    const live = () => made.filter(({ readyState }) => readyState < 2).length;
    const seen: number[] = [];
    const chat = new BeamChat(['ws://a'], {
      WebSocketCtor: OpensAtOnce as never,
      welcome: false,
      backoff: { initial: 20_000, max: 20_000 },
      random: () => 0.9,
      auth: () => {
        throw new Error('no key');
      },
      shouldReconnect: () => seen.push(live()) > 0,
    });
    chat.reconnecting$.subscribe(() => seen.push(live()));
    chat.boot();
    await chat.close();
    expect(seen).to.deep.equal([0, 0]);
  });
});

import { execFile } from 'node:child_process';
import { inspect, promisify } from 'node:util';
import { expect } from 'chai';
import { filter } from 'rxjs';
import { BeamChat } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { ROOT } from '../kit/consumer.js';
import { thrownBy } from '../kit/facts.js';
import { CHANNEL, next, onStage, rejection } from '../kit/live.js';
import {
  client,
  connect,
  faked,
  frames,
  greet,
  kindAndDelivery,
  outcome,
  rawServer,
  session,
  state,
  tcpServer,
  turns,
  until,
} from './kit.js';

const run = promisify(execFile);

/** Runs a script in its own process, which must exit by itself, and returns what it prints. */
const script = async (source: string): Promise<string> => {
  const args = ['--import', 'tsx/esm', '--conditions', 'rx-beam-source', '--input-type', 'module', '--eval', source];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT, timeout: 8_000 });
  return stdout.trim();
};

describe('the rules of leaving nothing behind', () => {
  const stage = onStage();

  describe('R26: no key is disclosed', () => {
    const KEYS = ['s3cr3t-authkey', 's3cr3t-accesskey'] as const;

    it('R26: after a refused auth, no key is in errors, warnings, closes or the status', async () => {
      for (const auth of [undefined, [CHANNEL, 7, ...KEYS] as const, () => [CHANNEL, 7, ...KEYS] as const]) {
        const { chat, errors } = client(stage, stage.server.endpoints, auth === undefined ? {} : { auth });
        const observed: unknown[] = [];
        const warn = (warning: unknown) => observed.push(warning);
        process.on('warning', warn);
        chat.reconnecting$.subscribe(info => observed.push(info));
        chat.closed$.subscribe(info => observed.push(info));
        chat.status$.subscribe(status => observed.push(status));
        chat.boot();
        if (auth === undefined) observed.push(await rejection(chat.auth(CHANNEL, 7, ...KEYS)));
        else await state(chat, 'closed');
        await chat.close();
        process.off('warning', warn);
        const text = inspect([observed, errors], { depth: 9 });
        expect(text).to.include('UNOTFOUND');
        for (const key of KEYS) expect(text).not.to.include(key);
      }
    });

    it('R26: no key is in the message of a refusal in which the server repeats it', async () => {
      const raw = await rawServer(stage, greet, ({ id, arguments: [, , key] }, { ws }) =>
        ws.send(frames.reply(id, undefined, `bad key ${key}`)),
      );
      const { chat } = client(stage, [raw.url]);
      chat.boot();
      await session(chat, 1);
      expect(((await rejection(chat.auth(CHANNEL, 7, KEYS[0]))) as Error).message).not.to.include(KEYS[0]);
    });

    for (const [name, said] of [
      ['as text', (key: unknown) => `UNOTFOUND ${key}`],
      ['as an object', (key: unknown) => ({ code: 4001, message: `no ${key}` })],
      ['as a 4006', (key: unknown) => ({ code: 4006, message: `no ${key}` })],
    ] as const) {
      it(`R26: no key is in the error, its cause or the status when the server repeats it ${name}`, async () => {
        const raw = await rawServer(stage, greet, ({ id, arguments: [, , key] }, { ws }) =>
          ws.send(frames.reply(id, undefined, said(key))),
        );
        const { chat } = client(stage, [raw.url], { auth: [CHANNEL, 7, KEYS[0]] });
        const observed = next(chat.errors$);
        chat.boot();
        const error = await observed;
        expect(`${error} ${error.cause} ${inspect(chat.status, { depth: 9 })}`).not.to.include(KEYS[0]);
        await chat.close();
      });
    }

    it('R26: no key is in the errors about an invalid join reply or invalid options', async () => {
      const { chat, errors } = client(
        stage,
        () => JSON.stringify({ endpoints: ['ws://a'], authkey: KEYS[0] }) as never,
      );
      const failed = next(chat.errors$);
      chat.boot();
      await failed;
      await chat.close();
      const wrong = thrownBy(() => new BeamChat({ endpoints: 1, authkey: KEYS[0] } as never));
      const option = thrownBy(() => new BeamChat(['ws://a'], { auth: { key: KEYS[0] } as never }));
      expect(inspect([errors, wrong, option], { depth: 9 })).not.to.include(KEYS[0]);
    });

    it('R26: sent$ emits the packet as sent, with its key', async () => {
      const { chat } = client(stage, stage.server.endpoints);
      const sent = next(chat.sent$.pipe(filter(({ method }) => method === 'auth')));
      chat.boot();
      await rejection(chat.auth(CHANNEL, 7, KEYS[0]));
      expect((await sent).arguments).to.deep.equal([CHANNEL, 7, KEYS[0]]);
    });
  });

  describe('R27: nothing is left after close()', () => {
    const situations: [string, () => Promise<BeamChat>][] = [
      [
        'connected, with calls in flight',
        async () => {
          const { chat } = await connect(stage, { callTimeout: 60_000 });
          await stage.server.endpoint(0).fault('suppressReplies');
          void outcome(chat.call('ping'));
          void chat.optOutEvents('UserJoin').catch(() => {});
          chat.call$('ping').subscribe({ error: () => {} });
          return chat;
        },
      ],
      [
        'dialling a server that hangs',
        async () => {
          await stage.server.endpoint(0).fault('hang');
          const { chat } = client(stage, stage.server.endpoints);
          chat.boot();
          await turns();
          return chat;
        },
      ],
      [
        'waiting for the welcome',
        async () => {
          await stage.server.endpoint(0).fault('neverWelcome');
          const { chat } = client(stage, stage.server.endpoints);
          chat.boot();
          await until(() => stage.server.connectionCount() === 1);
          return chat;
        },
      ],
      [
        'waiting to retry',
        async () => {
          const { chat } = client(stage, ['ws://127.0.0.1:1'], { random: () => 0.99, backoff: { initial: 30_000 } });
          void outcome(chat.call('ping'));
          chat.boot();
          await next(chat.reconnecting$);
          return chat;
        },
      ],
      [
        'waiting for the addresses',
        async () => {
          const { chat } = client(stage, () => new Promise<string[]>(() => {}));
          chat.boot();
          await turns();
          return chat;
        },
      ],
      [
        'frozen',
        async () => {
          const { chat } = await connect(stage);
          await stage.server.endpoint(0).fault('freeze');
          return chat;
        },
      ],
      [
        'idle, with a spool that expires',
        async () => {
          const { chat } = client(stage, stage.server.endpoints, { spool: { ttl: 60_000 } });
          void outcome(chat.call('ping'));
          return chat;
        },
      ],
    ];
    for (const [name, situation] of situations) {
      it(`R27: closed while ${name}: no timer and no socket is left`, async () => {
        const timers = () => process.getActiveResourcesInfo().filter(each => each === 'Timeout').length;
        await turns(3);
        const before = timers();
        const chat = await situation();
        await chat.close();
        await until(() => timers() <= before, 'no timer more than before');
        await until(() => stage.server.connectionCount() === 0);
        expect(chat.status).to.include({ state: 'closed' });
      });
    }

    it('R27: a process exits by itself after import, construction, and close() in any state', async () => {
      const dead = await tcpServer(stage, () => {});
      const said = await script(`
        import { BeamChat } from './lib/index.ts';
        import BeamSocket from './lib/ws.ts';
        const live = ${JSON.stringify(stage.server.endpoints)};
        const options = { random: () => 0.9, backoff: { initial: 60_000, max: 60_000 } };
        const bare = new BeamSocket(live);
        bare.on('ChatMessage', () => {}).on('error', () => {});
        new BeamChat(live).call('ping').catch(() => {});
        const chats = [live, [${JSON.stringify(dead.url)}], ['ws://127.0.0.1:1'], live].map(list => new BeamChat(list, options).boot());
        await new Promise(resolve => chats[0].connected$.subscribe(resolve));
        for (let n = 0; n < 50; n += 1) await chats[0].call('ping');
        chats[0].call('nothing', [], { noReply: true });
        await Promise.all(chats.map(chat => chat.close()));
        console.log('closed');
      `);
      expect(said).to.equal('closed');
    });
  });

  describe('R28: only boot() opens sockets, starts timers and touches globals', () => {
    it('R28: importing and constructing start no timer, read no global and open nothing', async () => {
      const said = await script(`
        const touched = [];
        for (const name of ['WebSocket', 'window', 'document', 'navigator']) {
          Object.defineProperty(globalThis, name, { configurable: true, get() { touched.push(name); } });
        }
        const plain = ['setTimeout', 'setInterval', 'setImmediate'].map(name => [name, globalThis[name]]);
        const { BeamChat } = await import('./lib/index.ts');
        const { BeamSocket } = await import('./lib/ws.ts');
        touched.length = 0;
        for (const [name, real] of plain) globalThis[name] = (...args) => { touched.push(name); return real(...args); };
        let asked = 0;
        const ask = () => { asked += 1; return ['ws://127.0.0.1:1']; };
        const chat = new BeamChat(ask, { auth: () => { asked += 1; }, random: () => { asked += 1; return 0; } });
        new BeamSocket(['ws://127.0.0.1:1']).on('connected', () => {});
        chat.status$.subscribe(); chat.connected$.subscribe(); chat.call('x').catch(() => {});
        const resources = process.getActiveResourcesInfo().filter(each => /TCP|Timeout/.test(each));
        process.stdout.write(JSON.stringify({ touched, asked, resources }));
      `);
      expect(JSON.parse(said)).to.deep.equal({ touched: [], asked: 0, resources: [] });
    });

    it('R28: in a runtime without WebSocket, boot() reports what to pass, and the process goes on', async () => {
      const said = await script(`
        import { runtimeWebSocket } from './lib/link/platform.browser.ts';
        delete globalThis.WebSocket;
        try { runtimeWebSocket({}); } catch (error) { console.log(error.name + ': ' + error.message); }
      `);
      expect(said).to.match(/^TypeError: .*WebSocketCtor/);
    });
  });

  describe('R29: close({ drain })', () => {
    it('R29: calls in flight and spooled calls continue, new calls reject as closed, then the client closes', async () => {
      const { chat } = await connect(stage);
      await stage.server.endpoint(0).fault('delayReplies', 60);
      const inFlight = outcome(chat.call('ping'));
      const order: string[] = [];
      const closed = chat.close({ drain: 5_000, code: 4007, reason: 'drained' }).then(() => order.push('closed'));
      void inFlight.then(() => order.push('settled'));
      expect(chat.status.state).to.equal('closing');
      for (const late of [
        chat.call('ping'),
        chat.auth(CHANNEL),
        chat.optOutEvents('UserJoin'),
        next(chat.call$('ping')),
      ]) {
        expect(kindAndDelivery(await rejection(late))).to.equal('closed never');
      }
      const end = next(chat.closed$);
      await closed;
      expect(await inFlight).to.match(/^value/);
      expect(order).to.deep.equal(['settled', 'closed']);
      expect(await end).to.include({ code: 4007, reason: 'drained' });
      expect(await outcome(chat.call('ping'))).to.equal('closed never');
    });

    it('R29: a drain continues over a reconnect, with its calls in order', async () => {
      const { chat } = await connect(stage);
      await stage.server.endpoint(0).fault('suppressReplies');
      const resent = outcome(chat.call('history', [0]));
      const closed = chat.close({ drain: 5_000 });
      const states: string[] = [];
      chat.status$.subscribe(({ state: at }) => states.push(at));
      await stage.server.endpoint(0).fault('drop');
      expect(await resent).to.equal('value []');
      await closed;
      expect(new Set(states)).to.deep.equal(new Set(['closing', 'closed']));
    });

    it('R29: when the time is over, the remaining calls reject as closed', async () => {
      const { chat } = await connect(stage);
      await stage.server.endpoint(0).fault('suppressReplies');
      const inFlight = outcome(chat.call('ping'));
      await chat.close({ drain: 30 });
      expect(await inFlight).to.equal('closed unknown');
    });

    it('R29: with nothing to wait for, a drain closes at once; a plain close() ends it early', async () => {
      const { chat } = await connect(stage);
      await chat.close({ drain: 60_000 });
      chat.boot();
      await session(chat, 2);
      for (const n of [0, 1]) await stage.server.endpoint(n).fault('suppressReplies');
      const inFlight = outcome(chat.call('ping'));
      const drained = chat.close({ drain: 60_000 });
      await chat.close();
      await drained;
      expect(await inFlight).to.equal('closed unknown');
    });

    it('R29: of two drains, the shorter time counts', async () => {
      for (const times of [
        [60_000, 30],
        [30, 60_000],
      ]) {
        const { chat } = await connect(stage);
        await stage.server.endpoint(0).fault('suppressReplies');
        const inFlight = outcome(chat.call('ping'));
        await Promise.all(times.map(drain => chat.close({ drain })));
        expect(await inFlight).to.equal('closed unknown');
        await stage.server.endpoint(0).heal();
      }
    });

    it('R29: a drain ends in any state', async () => {
      const idle = client(stage, stage.server.endpoints);
      await idle.chat.close({ drain: 60_000 });
      await idle.chat.close({ drain: 60_000 });
      expect(idle.chat.status.state).to.equal('closed');
      const { chat } = client(stage, ['ws://127.0.0.1:1'], { random: () => 0.9 });
      const spooled = outcome(chat.call('ping'));
      chat.boot();
      await chat.close({ drain: 20 });
      expect(await spooled).to.equal('closed never');
    });

    it('R29: boot() calls a drain off', async () => {
      const { chat } = await connect(stage);
      await stage.server.endpoint(0).fault('delayReplies', 50);
      const inFlight = chat.call('ping');
      const closed = chat.close({ drain: 60_000 });
      chat.boot();
      expect(chat.status.state).to.equal('connected');
      await closed;
      await inFlight;
      await chat.ping();
      expect(stage.server.connectionCount()).to.equal(1);
    });
  });

  it('R27: the close() of the bridge resolves too, and leaves the user’s listeners in place', async () => {
    const { socket } = await connect(stage);
    socket.on('ChatMessage', () => {});
    await socket.close();
    expect(socket.getStatus()).to.equal(BeamSocket.CLOSED);
    expect(socket.listenerCount('ChatMessage')).to.equal(1);
    void faked;
  });
});

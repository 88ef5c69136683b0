import { expect } from 'chai';
import { NEVER, Observable, of, Subject, take, toArray } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { AuthenticationFailedError, BeamChat, type Reconnecting } from '../../lib/index.js';
import { thrownBy } from '../kit/facts.js';
import { FakeNodeSocket, FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { next, onStage } from '../kit/live.js';
import {
  client,
  connect,
  faked,
  frames,
  greet,
  NO_WAIT,
  rawServer,
  session,
  state,
  tcpServer,
  turns,
  until,
} from './kit.js';

/** The hosts of the sockets that were constructed, in order. */
const dialled = (made: readonly FakeWebSocket[]) => made.map(({ given }) => new URL(given[0] as string).host).join(' ');

const fails = (socket: FakeWebSocket): void => {
  socket.fails(new Error('refused'));
};

describe('the rules of connecting', () => {
  const stage = onStage();

  describe('R1: where the addresses come from', () => {
    const forms: [string, (list: string[]) => unknown][] = [
      ['a list', list => list],
      ['a function of a list', list => () => list],
      ['a function of a promise', list => () => Promise.resolve(list)],
      ['a function of an Observable', list => () => of(list)],
      ['a function of an Observable that does not complete', list => () => new Observable(to => to.next(list))],
      ['a function of a whole reply', list => () => ({ endpoints: list, authkey: 'k' })],
      ['a function of a promised reply', list => async () => ({ endpoints: list })],
      ['a function of an observed reply', list => () => of({ endpoints: list })],
    ];
    for (const [name, form] of forms) {
      it(`R1: ${name}`, async () => {
        const { chat } = client(stage, form(stage.server.endpoints) as () => string[]);
        chat.boot();
        expect((await session(chat, 1)).address).to.equal(stage.server.endpoints[0]);
      });
    }

    for (const [name, bad, quoted] of [
      ['empty text', '', '""'],
      ['no URL', 'chat', '"chat"'],
      ['http', 'http://a', '"http://a"'],
      ['no string', 7, '7'],
    ] as const) {
      it(`R1: an address that is ${name} is quoted in an error: thrown for a list, reported and retried for a function`, async () => {
        const error = thrownBy(() => new BeamChat(['ws://fine', bad as string])) as Error;
        expect(error.name).to.equal('AddressError');
        expect(error.message).to.include(quoted);
        const answers: unknown[] = [[bad], stage.server.endpoints];
        const { chat, errors } = client(stage, () => answers.shift() as string[]);
        chat.boot();
        await session(chat, 1);
        expect(errors.map(each => each.name)).to.deep.equal(['AddressError']);
        expect(errors[0]?.message).to.include(quoted);
      });
    }

    it('R1: an empty list is an error: thrown for a list, reported and retried for a function', async () => {
      expect(thrownBy(() => new BeamChat([]))).to.have.property('name', 'AddressError');
      const answers: unknown[] = [[], stage.server.endpoints];
      const { chat, errors } = client(stage, () => answers.shift() as string[]);
      chat.boot();
      await session(chat, 1);
      expect(errors.map(each => each.name)).to.deep.equal(['AddressError']);
    });

    const failing: [string, () => unknown][] = [
      [
        'throws',
        () => {
          throw new Error('no luck');
        },
      ],
      ['rejects', () => Promise.reject(new Error('no luck'))],
      ['gives an Observable that errors', () => new Observable(to => to.error(new Error('no luck')))],
    ];
    for (const [name, fail] of failing) {
      it(`R1: a function that ${name} is a failed attempt, reported with its cause`, async () => {
        let asked = 0;
        const { chat, errors } = client(stage, () => {
          asked += 1;
          return (asked < 3 ? fail() : stage.server.endpoints) as string[];
        });
        const waits: Reconnecting[] = [];
        chat.reconnecting$.subscribe(info => waits.push(info));
        chat.boot();
        await session(chat, 1);
        expect(errors.map(error => (error.cause as Error).message)).to.deep.equal(['no luck', 'no luck']);
        expect(waits.map(({ address, attempt }) => [address, attempt])).to.deep.equal([
          [undefined, 2],
          [undefined, 3],
        ]);
      });
    }

    for (const [name, hang] of [
      ['promise', () => new Promise<string[]>(() => {})],
      ['Observable', () => NEVER],
    ] as const) {
      it(`R1: a function whose ${name} hangs past connectTimeout is a failed attempt`, async () => {
        let asked = 0;
        const { chat, errors } = client(
          stage,
          () => {
            asked += 1;
            return asked === 1 ? hang() : stage.server.endpoints;
          },
          { connectTimeout: 200 },
        );
        chat.boot();
        await session(chat, 1);
        expect(errors[0]).to.have.property('name', 'ConnectionError');
        expect(errors[0]?.cause).to.be.instanceOf(Error);
      });
    }

    it('R1: a function that throws an AuthenticationFailedError stops the client', async () => {
      const stop = new AuthenticationFailedError('banned', { code: 'UACCESS' });
      const { chat, errors } = client(stage, () => Promise.reject(stop));
      const pending = chat.call('msg', ['x']).catch((error: unknown) => error);
      chat.boot();
      await state(chat, 'closed');
      expect(errors).to.deep.equal([stop]);
      expect(await pending).to.include({ kind: 'closed', delivery: 'never', cause: stop });
    });

    it('R1: the function is called at boot and after each full lap that failed, not before', async () => {
      let asked = 0;
      const other = faked();
      const chat = new BeamChat(
        () => {
          asked += 1;
          return ['ws://a', 'ws://b'];
        },
        { ...NO_WAIT, WebSocketCtor: other.WebSocketCtor },
      );
      const asks: number[] = [];
      chat.boot();
      for (let n = 1; n <= 4; n += 1) {
        asks.push(asked);
        fails(other.newest());
        await until(() => other.made.length === n + 1);
      }
      expect(asks).to.deep.equal([1, 1, 2, 2]);
      expect(asked).to.equal(3);
      await chat.close();
    });

    it('R1: the function is called before each reconnect if auth is a function', async () => {
      const [addresses, auth] = stage.joining('ada');
      let asked = 0;
      const { chat } = client(
        stage,
        () => {
          asked += 1;
          return addresses();
        },
        auth,
      );
      chat.boot();
      await session(chat, 1);
      await stage.server.endpoint(0).fault('drop');
      await session(chat, 2);
      expect(asked).to.equal(2);
    });

    it('R1: the client starts at a random address and continues round robin', async () => {
      for (const [chance, order] of [
        [0, 'a b c a'],
        [0.5, 'b c a b'],
        [0.99, 'c a b c'],
      ] as const) {
        const { chat, made, newest } = faked({ random: () => chance, backoff: { initial: 0 } }, [
          'ws://a',
          'ws://b',
          'ws://c',
        ]);
        chat.boot();
        for (let n = 1; n <= 3; n += 1) {
          fails(newest());
          await until(() => made.length === n + 1);
        }
        expect(dialled(made)).to.equal(order);
        await chat.close();
      }
    });

    it('R1: with a new list, the client continues after the last address, if the list still contains it', async () => {
      const lists = [
        ['ws://a', 'ws://b'],
        ['ws://x', 'ws://b', 'ws://c'],
      ];
      const sockets = faked();
      const chat = new BeamChat(() => lists.shift() ?? [], { ...NO_WAIT, WebSocketCtor: sockets.WebSocketCtor });
      chat.boot();
      for (let n = 1; n <= 2; n += 1) {
        fails(sockets.newest());
        await until(() => sockets.made.length === n + 1);
      }
      expect(dialled(sockets.made)).to.equal('a b c');
      await chat.close();
    });
  });

  describe('R2: when a connection counts as established', () => {
    it('R2: a session is established after open, welcome, opt-outs and auth, in this order; only then is it announced', async () => {
      const order: string[] = [];
      const [addresses, auth] = stage.joining('ada');
      const { chat, socket } = client(stage, addresses, auth);
      chat.packets$.subscribe(packet => order.push(packet.type === 'event' ? packet.event : `reply ${packet.id}`));
      chat.sent$.subscribe(packet => order.push(packet.method));
      chat.connected$.subscribe(() => order.push('connected'));
      void chat.optOutEvents('UserJoin');
      socket.boot();
      expect(chat.status.state).to.equal('connecting');
      await session(chat, 1);
      expect(order).to.deep.equal(['WelcomeEvent', 'optOutEvents', 'reply 0', 'auth', 'reply 1', 'connected']);
      order.length = 0;
      await stage.server.endpoint(0).fault('drop');
      await session(chat, 2);
      expect(order.filter(each => !each.startsWith('reply'))).to.deep.equal([
        'WelcomeEvent',
        'optOutEvents',
        'auth',
        'connected',
      ]);
    });

    it('R2: with welcome: false, the client does not wait for a welcome', async () => {
      const quiet = await rawServer(stage, () => {});
      const { chat } = client(stage, [quiet.url], { welcome: false });
      chat.boot();
      expect(await session(chat, 1)).to.include({ authenticated: false });
    });

    const slow: [string, () => Promise<unknown>][] = [
      ['no handshake', () => stage.server.endpoint(0).fault('hang')],
      ['no welcome', () => stage.server.endpoint(0).fault('neverWelcome')],
      ['no answer to auth', () => stage.server.endpoint(0).fault('silentAuth')],
      ['no answer to the opt-outs', () => stage.server.endpoint(0).fault('suppressReplies', ['optOutEvents'])],
    ];
    for (const [name, fault] of slow) {
      it(`R2: ${name} within connectTimeout: the client abandons the connection and tries the next address`, async () => {
        await fault();
        const [addresses, auth] = stage.joining('ada');
        const { chat, errors } = client(stage, addresses, { ...auth, connectTimeout: 150 });
        const optedOut = chat.optOutEvents('UserJoin');
        chat.boot();
        expect(await session(chat, 1)).to.include({ address: stage.server.endpoints[1], authenticated: true });
        expect(errors.map(each => each.name)).to.deep.equal(['ConnectionError']);
        expect(await optedOut).to.deep.equal({});
        await until(() => stage.server.connectionCount() === 1);
      });
    }
  });

  describe('R3: however a connection ends, exactly one reconnect follows', () => {
    const ends: [string, () => Promise<unknown>][] = [
      ['a close 1000', () => stage.server.endpoint(0).fault('close', 1000)],
      ['a close 1001', () => stage.server.endpoint(0).fault('close', 1001)],
      ['a close 4001', () => stage.server.endpoint(0).fault('close', 4001)],
      ['a drop', () => stage.server.endpoint(0).fault('drop')],
      ['a stop', () => stage.server.endpoint(0).stop()],
      ['a frame too large', () => stage.server.endpoint(0).fault('oversize')],
      ['silence', () => stage.server.endpoint(0).fault('freeze')],
    ];
    for (const [name, end] of ends) {
      it(`R3: ${name} is followed by one reconnect, to the next address`, async () => {
        const { chat } = await connect(stage, { pingInterval: 60, pingTimeout: 60 });
        const waits: Reconnecting[] = [];
        const closes: unknown[] = [];
        chat.reconnecting$.subscribe(info => waits.push(info));
        chat.closed$.subscribe(info => closes.push(info.address));
        await end();
        expect((await session(chat, 2)).address).to.equal(stage.server.endpoints[1]);
        await chat.ping();
        expect(waits.map(({ address, attempt }) => [address, attempt])).to.deep.equal([[stage.server.endpoints[0], 1]]);
        expect(closes).to.deep.equal([stage.server.endpoints[0]]);
        expect(stage.server.connectionCount(1)).to.equal(1);
      });
    }

    it('R3: dials that end in a refusal, an HTTP error, a redirect, nonsense or a reset are each followed by the next address', async () => {
      const nonsense = await tcpServer(stage, socket => socket.end('220 smtp ready\r\n'));
      const reset = await tcpServer(stage, socket => socket.resetAndDestroy());
      const redirect = await tcpServer(stage, socket =>
        socket.end('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
      );
      const lying = await tcpServer(stage, socket =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
        ),
      );
      await stage.server.endpoint(0).fault('httpError', 502);
      const bad = [
        'ws://127.0.0.1:1',
        nonsense.url,
        reset.url,
        redirect.url,
        lying.url,
        stage.server.endpoints[0] as string,
      ];
      const { chat, errors } = client(stage, [...bad, stage.server.endpoints[1] as string]);
      const waits: Reconnecting[] = [];
      chat.reconnecting$.subscribe(info => waits.push(info));
      chat.boot();
      expect((await session(chat, 1)).address).to.equal(stage.server.endpoints[1]);
      expect(waits.map(({ address }) => address)).to.deep.equal(bad);
      expect(waits.map(({ attempt }) => attempt)).to.deep.equal([2, 3, 4, 5, 6, 7]);
      expect(errors).to.have.length(6);
      expect(errors.map(error => (error as unknown as { address: string }).address)).to.deep.equal(bad);
      expect(errors.map(error => (error as unknown as { httpStatus?: number }).httpStatus)).to.deep.equal([
        undefined,
        undefined,
        undefined,
        302,
        undefined,
        502,
      ]);
    });

    it('R3: a WebSocket constructor that throws is a failed attempt', async () => {
      const Throwing = class {
        constructor() {
          throw new Error('no sockets today');
        }
      };
      const { chat, errors } = client(stage, ['ws://a', 'ws://b'], { WebSocketCtor: Throwing as never });
      const waits = next(chat.reconnecting$.pipe(take(3), toArray()), 'three waits');
      chat.boot();
      expect((await waits).map(({ address }) => address)).to.deep.equal(['ws://a', 'ws://b', 'ws://a']);
      expect(errors[0]?.cause).to.have.property('message', 'no sockets today');
    });

    it('R3: the old socket is dropped when its close frame arrives, not when TCP ends', async () => {
      const raw = await rawServer(stage, connection => {
        if (connection.number === 1) (connection.tcp as { end: unknown }).end = () => connection.tcp;
        greet(connection);
      });
      const { chat } = client(stage, [raw.url]);
      chat.boot();
      await session(chat, 1);
      const again = session(chat, 2);
      raw.connections[0]?.ws.close(1012, 'held');
      const closed = await next(chat.closed$, 'close');
      expect(closed).to.deep.equal({ address: raw.url, code: 1012, reason: 'held', wasClean: true });
      await again;
      expect(raw.calls).to.deep.equal([]);
    });
  });

  describe('R4, R5: how long the client waits, and which address it dials', () => {
    /** The delays of `reconnecting$`; a wake-up ends each wait at once. */
    const delays = async (addresses: string[], count: number, chance: number, backoff = {}): Promise<number[]> => {
      const wake$ = new Subject<void>();
      const { chat, newest, made } = faked(
        { random: () => chance, wake$, backoff: { initial: 500, max: 30_000, ...backoff } },
        addresses,
      );
      const observed: number[] = [];
      chat.reconnecting$.subscribe(({ delay }) => observed.push(delay));
      chat.boot();
      for (let n = 1; n <= count; n += 1) {
        fails(newest());
        wake$.next();
        await until(() => made.length === n + 1);
      }
      await chat.close();
      return observed;
    };

    it('R4: the wait is full jitter under a cap that doubles with each full lap', async () => {
      expect(await delays(['ws://a', 'ws://b'], 7, 0.5)).to.deep.equal([250, 500, 500, 1000, 1000, 2000, 2000]);
      expect(await delays(['ws://a'], 4, 0.5)).to.deep.equal([500, 1000, 2000, 4000]);
    });

    it('R4: the jitter is inside the cap, which never wraps', async () => {
      const top = 1 - Number.EPSILON;
      const observed = await delays(['ws://a'], 40, top);
      expect(Math.max(...observed))
        .to.be.below(30_000)
        .and.above(29_990);
      expect(observed.slice(8).every(delay => delay > 29_990)).to.equal(true);
      expect(Math.max(...(await delays(['ws://a'], 5, 0)))).to.equal(0);
    });

    it('R4: status has the time of the next dial in retryAt and its number in attempt; the first dial does not wait', async () => {
      const { chat, newest, made } = faked({ random: () => 0.5, backoff: { initial: 60_000, max: 60_000 } }, [
        'ws://a',
      ]);
      const before = Date.now();
      chat.boot();
      expect(made).to.have.length(1);
      expect(chat.status).to.deep.include({ state: 'connecting', attempt: 1, address: 'ws://a', retryAt: undefined });
      fails(newest());
      expect(chat.status).to.include({ state: 'connecting', attempt: 2, address: 'ws://a' });
      expect(chat.status.lastError).to.have.property('name', 'ConnectionError');
      expect(chat.status.retryAt).to.be.within(before + 30_000, Date.now() + 30_000);
      await chat.close();
      expect(chat.status).to.include({ state: 'closed', attempt: 0, retryAt: undefined });
    });

    it('R4: a lost connection counts as the attempt of its address; the count starts again after a stable connection', async () => {
      for (const [stableAfter, expected] of [
        [Number.POSITIVE_INFINITY, [250, 500, 500, 1000]],
        [0, [250, 250, 250, 250]],
      ] as const) {
        const wake$ = new Subject<void>();
        const { chat, welcomeNewest, made } = faked({ random: () => 0.5, wake$, stableAfter, backoff: {} });
        const observed: number[] = [];
        chat.reconnecting$.subscribe(({ delay, attempt }) => {
          observed.push(delay);
          expect(attempt).to.equal(1);
        });
        chat.boot();
        for (let n = 1; n <= 4; n += 1) {
          welcomeNewest().closes(1006);
          wake$.next();
          await until(() => made.length === n + 1);
        }
        expect(observed).to.deep.equal(expected);
        await chat.close();
      }
    });

    it('R5: an address that failed is not retried while another one has not failed', async () => {
      const { chat, made, newest, welcomeNewest } = faked({ backoff: { initial: 0, max: 0 }, stableAfter: 60_000 }, [
        'ws://a',
        'ws://b',
        'ws://c',
      ]);
      const step = async (act: () => unknown) => {
        const count = made.length;
        act();
        await until(() => made.length === count + 1);
      };
      chat.boot();
      await step(() => fails(newest()));
      await step(() => welcomeNewest().closes(1000));
      await step(() => fails(newest()));
      await step(() => welcomeNewest().closes(1006));
      await step(() => fails(newest()));
      expect(dialled(made)).to.equal('a b c a b c');
      await chat.close();
    });
  });

  describe('R6: never two live sockets', () => {
    it('R6: boot() opens one socket, called twice and in every state', async () => {
      const { chat } = await connect(stage);
      expect(chat.boot().boot()).to.equal(chat);
      await chat.ping();
      expect(stage.server.connectionCount()).to.equal(1);
      await stage.stopEndpointOf(chat);
      chat.boot().boot();
      await session(chat, 2);
      await chat.ping();
      expect(stage.server.connectionCount()).to.equal(1);
      const closed = chat.close();
      chat.boot().boot();
      await Promise.all([closed, session(chat, 3)]);
      await chat.ping();
      expect(stage.server.connectionCount()).to.equal(1);
      await chat.close();
      chat.boot();
      chat.boot();
      await session(chat, 4);
      await chat.ping();
      expect(stage.server.connectionCount()).to.equal(1);
    });

    it('R6: callbacks of an earlier socket have no effect', async () => {
      const { chat, made, welcomeNewest, newest, errors } = faked();
      chat.boot();
      const old = welcomeNewest();
      old.closes(1006);
      await until(() => made.length === 2);
      welcomeNewest();
      const before = chat.status;
      const packets: unknown[] = [];
      chat.packets$.subscribe(packet => packets.push(packet));
      old.opens();
      old.receives(frames.event('ChatMessage', 'of the old one'));
      old.receives('nonsense');
      old.fails(new Error('late'));
      old.closes(4000);
      old.control('pong');
      await turns();
      expect(chat.status).to.equal(before);
      expect([packets, errors]).to.deep.equal([[], []]);
      expect(made).to.have.length(2);
      newest().closes(1000);
      await chat.close();
    });
  });

  describe('R7: dead peers', () => {
    it('R7: silence and then no pong: a TimeoutError of ping, and the next address', async () => {
      const { chat, errors } = await connect(stage, { pingInterval: 40, pingTimeout: 40 });
      await stage.server.endpoint(0).fault('freeze');
      expect((await session(chat, 2)).address).to.equal(stage.server.endpoints[1]);
      expect(errors).to.have.length(1);
      expect(errors[0]).to.include({ name: 'TimeoutError', method: 'ping', kind: 'timeout' });
    });

    it('R7: without protocol pings, the client calls the method ping; any reply counts', async () => {
      const sockets: FakeWebSocket[] = [];
      const Ctor = class extends FakeWebSocket {
        constructor(...given: unknown[]) {
          super(...given);
          sockets.push(this);
        }
      };
      const plain = new BeamChat(['ws://a', 'ws://b'], {
        ...NO_WAIT,
        WebSocketCtor: Ctor as never,
        pingInterval: 15,
        pingTimeout: 60,
        welcome: false,
      });
      const observed: string[] = [];
      plain.errors$.subscribe(error => observed.push(error.name));
      plain.boot();
      const only = sockets[0] as FakeWebSocket;
      only.opens();
      for (let n = 0; n < 3; n += 1) {
        await until(() => only.log.length > n, 'a ping');
        const packet = JSON.parse((only.log[n] as string).slice(5));
        expect(packet).to.deep.equal({ type: 'method', method: 'ping', arguments: [], id: n });
        only.receives(n === 1 ? frames.reply(packet.id, undefined, 'no such method') : frames.reply(packet.id));
      }
      expect(observed).to.deep.equal([]);
      await until(() => sockets.length === 2, 'a new dial');
      expect(observed).to.deep.equal(['TimeoutError']);
      await plain.close();
    });

    it(
      'R7: the client pings a silent server, not a busy one, and never with a pingInterval of 0 or Infinity',
      marbles(m => {
        const clients = [0, Number.POSITIVE_INFINITY, 15_000].map(pingInterval => {
          const { WebSocketCtor, newest } = fakeWebSockets(FakeNodeSocket);
          const chat = new BeamChat(['ws://one.test'], { WebSocketCtor, pingInterval }).boot();
          newest().opens();
          newest().receives(frames.welcome);
          return { chat, socket: newest() };
        });
        const pings = () => clients.map(({ socket }) => socket.log.filter(did => did === 'ping').length);
        const observed: number[][] = [];
        m.hot('10s a 9999ms a 9999ms a 9999ms a 9999ms b 11s b', {
          a: () => clients[2]?.socket.receives(frames.event('x')),
          b: () => observed.push(pings()),
        }).subscribe(act => void act());
        m.hot('70s c').subscribe(() => {
          for (const { chat } of clients) void chat.close();
        });
        m.flush();
        expect(observed).to.deep.equal([
          [0, 0, 0],
          [0, 0, 1],
        ]);
      }),
    );
  });

  describe('R8: wake$', () => {
    it('R8: any value other than offline ends a wait at once', async () => {
      for (const value of ['online', undefined, 7, { type: 'pageshow' }]) {
        const wake$ = new Subject<unknown>();
        const { chat, made, newest } = faked({ wake$, random: () => 0.9, backoff: { initial: 60_000, max: 60_000 } });
        chat.boot();
        fails(newest());
        wake$.next('offline');
        await turns(2);
        expect(made).to.have.length(1);
        wake$.next(value);
        await turns(2);
        expect(made).to.have.length(2);
        wake$.next(value);
        expect(made).to.have.length(2);
        await chat.close();
      }
    });

    it('R8: a value of wake$ probes an open connection', async () => {
      const wake$ = new Subject<unknown>();
      const { chat, errors } = await connect(stage, { wake$, pingTimeout: 50 });
      await stage.server.endpoint(0).fault('freeze');
      // The last frame arrived in an earlier millisecond than the wake-up.
      const frozen = Date.now();
      await until(() => Date.now() > frozen + 1);
      wake$.next('online');
      await session(chat, 2);
      expect(errors.map(error => error.name)).to.deep.equal(['TimeoutError']);
    });

    for (const [what, sign] of [
      ['offline', 'offline'],
      ['the offline event of a page', new Event('offline')],
    ] as const) {
      it(`R8: ${what} drops an open connection at once`, async () => {
        const wake$ = new Subject<unknown>();
        const { chat, welcomeNewest, made } = faked({ wake$ });
        chat.boot();
        const socket = welcomeNewest();
        expect(chat.status.state).to.equal('connected');
        wake$.next(sign);
        expect(chat.status.state).to.equal('reconnecting');
        expect(socket.log.at(-1)).to.equal('terminate');
        await until(() => made.length === 2);
        await chat.close();
      });
    }

    it('R8: offline drops a dial too', async () => {
      const wake$ = new Subject<unknown>();
      const { chat, made } = faked({ wake$ });
      chat.boot();
      wake$.next('offline');
      await until(() => made.length === 2);
      expect(made[0]?.log).to.deep.equal(['terminate']);
      await chat.close();
    });

    for (const [name, wake$] of [
      ['completes', of()],
      ['replays on subscription', of('online', 'offline', 'online')],
      ['never emits', NEVER],
    ] as const) {
      it(`R8: a wake$ that ${name} does no harm`, async () => {
        const { chat } = await connect(stage, { wake$ });
        await stage.server.endpoint(0).fault('drop');
        await session(chat, 2);
        await chat.ping();
      });
    }

    it('R8, R27: wake$ is subscribed to once, from boot() to close()', async () => {
      let listeners = 0;
      let subscriptions = 0;
      const wake$ = new Observable(() => {
        listeners += 1;
        subscriptions += 1;
        return () => {
          listeners -= 1;
        };
      });
      const { chat } = client(stage, stage.server.endpoints, { wake$ });
      expect(listeners).to.equal(0);
      chat.boot();
      await session(chat, 1);
      await stage.server.endpoint(0).fault('drop');
      await session(chat, 2);
      expect([listeners, subscriptions]).to.deep.equal([1, 1]);
      await chat.close();
      expect(listeners).to.equal(0);
    });
  });

  it('R2: the dial has version, Client-ID, query and sub-protocols', async () => {
    const raw = await rawServer(stage, greet, undefined, { handleProtocols: offered => [...offered][1] ?? false });
    const opened: string[] = [];
    raw.server.on('connection', (_, request) =>
      opened.push(`${request.url} ${request.headers['sec-websocket-protocol']} ${request.headers['x-mine']}`),
    );
    const { chat } = client(stage, [`${raw.url}/chat?version=9&x=y`], {
      clientId: 'me',
      protocolVersion: '2.0',
      query: { token: 'a b' },
      protocols: ['one', 'two'],
      ws: { headers: { 'X-Mine': 'yes' } },
    });
    chat.boot();
    await session(chat, 1);
    const { chat: bare } = client(stage, [raw.url]);
    bare.boot();
    await session(bare, 1);
    expect(opened[0]).to.equal('/chat?version=9&x=y&Client-ID=me&token=a+b one,two yes');
    expect(opened[1]).to.equal('/?version=1.0 undefined undefined');
  });
});

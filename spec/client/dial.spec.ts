import { expect } from 'chai';
import { asyncScheduler, filter, map, take, tap } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import { river } from '../../lib/client/river.js';
import { BeamChat, type BeamChatOptions, type Protocol, RpcClient, type Talk } from '../../lib/index.js';
import { stageParts } from '../kit/client-parts.js';
import { factsOf } from '../kit/facts.js';
import { FakeNodeSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { play } from '../kit/session-kit/play.js';
import { frames } from '../rules/kit.js';

const [A, B] = ['wss://a.test/?k=1', 'wss://b.test/?k=2'];
const [A_SHOWN, B_SHOWN] = ['wss://a.test/?k=…', 'wss://b.test/?k=…'];
/** Nothing by itself but the hedge, after 10 ms; the first address first. */
const OPTIONS: BeamChatOptions = { hedge: 10, connectTimeout: 0, pingInterval: 0, query: {} };

const chances = (): (() => number) => {
  let isFirst = true;
  return () => {
    const chance = isFirst ? 0 : 0.5;
    isFirst = false;
    return chance;
  };
};

/** A client over fake sockets; its log has what a user can observe, and what was done to the sockets. */
const stage = (options: BeamChatOptions = {}, Base: new (...given: unknown[]) => FakeNodeSocket = FakeNodeSocket) => {
  const { made, WebSocketCtor } = fakeWebSockets(Base);
  const chat = new BeamChat([A, B], { random: chances(), ...OPTIONS, WebSocketCtor, ...options });
  const log: string[] = [];
  const note = (what: string) => void log.push(`${asyncScheduler.now()} ${what}`);
  const name = (address: string | undefined) => (address === A_SHOWN ? 'a' : address === B_SHOWN ? 'b' : address);
  chat.status$.subscribe(({ state, address, attempt }) => note(`${state} ${name(address)} ${attempt}`));
  chat.connected$.subscribe(({ address }) => note(`connected$ ${name(address)}`));
  chat.closed$.subscribe(({ address, code }) => note(`closed$ ${name(address)} ${code}`));
  chat.reconnecting$.subscribe(({ address }) => note(`reconnecting$ ${name(address)}`));
  chat.errors$.subscribe(error => note(`errors$ ${name((error as { address?: string }).address)}`));
  const socket = (at: number): FakeNodeSocket => {
    const each = made[at];
    if (each === undefined) throw new Error(`there is no socket ${at}`);
    return each;
  };
  const [first, second] = [() => socket(0), () => socket(1)];
  const opens = (which: () => FakeNodeSocket) => () => which().opens();
  const welcomes = (which: () => FakeNodeSocket) => () => {
    which().opens();
    which().receives(frames.welcome);
  };
  const steps = {
    b: () => chat.boot(),
    c: () => void chat.close(),
    o: opens(first),
    p: opens(second),
    w: welcomes(first),
    x: welcomes(second),
    f: () => first().closes(1006),
    g: () => second().closes(1006),
  };
  /** The client is closed at the end, unless the steps do so. */
  const run = (m: Context, marble: string, more: Record<string, () => unknown> = {}) => {
    play(m, marble, { ...steps, ...more });
    m.flush();
    return log;
  };
  return { chat, log, made, first, second, run };
};

/** What came after the status of the dial. */
const afterDial = (log: readonly string[]): string[] => log.slice(log.indexOf('0 connecting a 1') + 1);

describe('the dial of a client, hedged', () => {
  it(
    'R44: is not hedged by default',
    marbles(m => {
      const { run, made } = stage({ hedge: undefined });
      run(m, 'b 99ms c');
      expect(made).to.have.length(1);
    }),
  );

  it(
    'R44: a socket that opens is not welcomed: the next address is dialled',
    marbles(m => {
      const { run, made } = stage();
      run(m, 'bo 20ms c');
      expect(made.map(({ given }) => given[0])).to.deep.equal([`${A}&version=1.0`, `${B}&version=1.0`]);
    }),
  );

  it(
    'R44: the second wins: the first is dropped in the same turn, and reported nowhere',
    marbles(m => {
      const { run, first, chat } = stage();
      let dropped: string[] = [];
      chat.connected$.subscribe(() => {
        dropped = [...first().log];
      });
      const log = run(m, 'bo 10ms x');
      expect(afterDial(log)).to.deep.equal(['12 connecting b 1', '12 connected b 0', '12 connected$ b']);
      expect(dropped).to.deep.equal(['terminate']);
    }),
  );

  it(
    'R44: so is the second when the first wins, and the address does not change',
    marbles(m => {
      const { run, second } = stage();
      const log = run(m, 'b 10ms pw');
      expect(afterDial(log)).to.deep.equal(['12 connected a 0', '12 connected$ a']);
      expect(second().log).to.deep.equal(['terminate']);
    }),
  );

  it(
    'R44: with welcome: false, the socket that opens first wins',
    marbles(m => {
      const { run, first } = stage({ welcome: false });
      const log = run(m, 'b 10ms p');
      expect(afterDial(log)).to.deep.equal(['11 connecting b 1', '11 connected b 0', '11 connected$ b']);
      expect(first().log).to.deep.equal(['terminate']);
    }),
  );

  it(
    'R44: nothing is sent before a socket has won, and the credentials are asked for once',
    marbles(m => {
      let asked = 0;
      const auth = () => {
        asked += 1;
        return [1, 2, 'k3y'] as const;
      };
      const { run, first, second } = stage({ auth });
      const seen: unknown[] = [];
      run(m, 'bo 10ms p s x s', { s: () => seen.push([asked, first().log.length, second().log.length]) });
      expect(seen).to.deep.equal([
        [0, 0, 0],
        [1, 1, 1],
      ]);
      expect(first().log).to.deep.equal(['terminate']);
      expect(second().log[0]).to.match(/^send .*"auth"/);
    }),
  );

  it(
    'R44: what came before the welcome is held until the socket has won; of the loser nothing comes',
    marbles(m => {
      const { run, chat, first, second } = stage();
      const events: unknown[] = [];
      chat.packets$.subscribe(packet => events.push((packet as { event: string }).event));
      const seen: unknown[] = [];
      run(m, 'bo 10ms p h s x k', {
        h: () => {
          first().receives(frames.event('Lost'));
          second().receives(frames.event('Early'));
          second().receives(frames.event('Second'));
        },
        s: () => seen.push([...events]),
        k: () => {
          first().receives(frames.event('Ghost'));
          second().receives(frames.event('Late'));
        },
      });
      expect(seen).to.deep.equal([[]]);
      expect(events).to.deep.equal(['Early', 'Second', 'WelcomeEvent', 'Late']);
    }),
  );

  it(
    'R44: the first fails meanwhile: the second becomes the attempt, without a wait and a number',
    marbles(m => {
      const { run, chat } = stage();
      const log = run(m, 'b 10ms fx');
      expect(chat.status.state).to.equal('connected');
      expect(afterDial(log)).to.deep.equal([
        ...['11 connecting a 1', '11 errors$ a', '11 connecting b 1'],
        ...['12 connected b 0', '12 connected$ b'],
      ]);
    }),
  );

  it(
    'R44: shouldReconnect is asked when both have failed, and hears of the last one',
    marbles(m => {
      const ends: unknown[] = [];
      const shouldReconnect: BeamChatOptions['shouldReconnect'] = ({ address, opened }) => {
        ends.push([address, opened]);
        return false;
      };
      // The first had opened.
      const { run } = stage({ shouldReconnect });
      const log = run(m, 'bo 10ms fg');
      expect(ends).to.deep.equal([[B_SHOWN, false]]);
      expect(log.filter(line => /\$/.test(line))).to.deep.equal([
        ...['12 closed$ a 1006', '12 errors$ a', '13 errors$ b'],
        '13 closed$ undefined 1000',
      ]);
    }),
  );

  it(
    'R44: connectTimeout counts from the first dial, and names the address of the attempt',
    marbles(m => {
      const errors: unknown[] = [];
      const { run, chat } = stage({ connectTimeout: 30 });
      chat.errors$.subscribe(error => errors.push(factsOf(error)));
      const log = run(m, 'bo 10ms pf 20ms c');
      expect(log.filter(line => /\$/.test(line))).to.deep.equal([
        ...['13 closed$ a 1006', '13 errors$ a'],
        ...['30 closed$ b 1006', '30 errors$ b', '30 reconnecting$ b', '34 closed$ undefined 1000'],
      ]);
      const message = `the connection to ${B_SHOWN} was not established within 30 ms: it waited for the welcome`;
      const cause = { name: 'Error', message: 'it waited for the welcome' };
      expect(errors[1]).to.deep.equal({ name: 'ConnectionError', message, address: B_SHOWN, cause });
    }),
  );

  it(
    'R44: both sockets that are late are dropped, and only that of the attempt is reported',
    marbles(m => {
      const { run, made } = stage({ connectTimeout: 30 });
      const log = run(m, 'bo 10ms p 18ms c');
      expect(log.filter(line => /\$/.test(line)).slice(0, 2)).to.deep.equal(['30 closed$ a 1006', '30 errors$ a']);
      expect(made.map(each => each.log)).to.deep.equal([['terminate'], ['terminate']]);
    }),
  );
});

describe('the dial of a client, hedged, in the middle', () => {
  it(
    'R27: close() drops the second and leaves the first as ever, and is resolved once',
    marbles(m => {
      const { run, first, second } = stage();
      const log = run(m, 'bo 10ms pc 5ms f');
      expect(second().log).to.deep.equal(['terminate']);
      expect(first().log).to.deep.equal(['leave 1000 ', 'terminate']);
      expect(log.filter(line => line.includes('closed'))).to.deep.equal(['19 closed a 0', '19 closed$ a 1006']);
    }),
  );

  it(
    'R8: offline drops both, and names the address of the attempt',
    marbles(m => {
      const wake$ = m.hot('15ms o', { o: 'offline' });
      const { run, made } = stage({ wake$ });
      const log = run(m, 'b 10ms fp 10ms c');
      expect(made[1]?.log).to.deep.equal(['terminate']);
      const told = log.filter(line => /\$/.test(line));
      expect(told.slice(0, 4)).to.deep.equal([
        '11 errors$ a',
        '15 closed$ b 1006',
        '15 errors$ b',
        '15 reconnecting$ b',
      ]);
    }),
  );

  it(
    'R8: a value of wake$ dials nothing more',
    marbles(m => {
      const { run, made } = stage({ wake$: m.hot('5ms v 10ms v') });
      run(m, 'b 19ms c');
      expect(made).to.have.length(2);
    }),
  );

  for (const place of ['status$', 'closed$', 'errors$'] as const) {
    for (const reboots of [false, true]) {
      const deed = reboots ? 'close() and boot()' : 'close()';
      it(
        `R6, R25, R44: ${deed} in a handler of ${place}, as the first fails or the second wins`,
        marbles(m => {
          for (const how of place === 'status$' ? ['bo 10ms f 5ms g', 'bo 10ms x 5ms g'] : ['bo 10ms f 5ms g']) {
            const { chat, made, run } = stage({ hedge: 10 });
            let isArmed = false;
            let most = 0;
            const live = () =>
              made.filter(({ readyState, log }) => readyState < 2 && !log.includes('terminate')).length;
            (chat[place] as typeof chat.status$).subscribe(() => {
              if (!isArmed) return;
              isArmed = false;
              void chat.close();
              if (reboots) chat.boot();
            });
            play(m, '11ms a', { a: () => (isArmed = true) });
            play(m, '40ms e', { e: () => (most = live()) });
            play(m, '50ms e', { e: () => void chat.close() });
            run(m, how);
            expect(isArmed, 'the handler was called').to.equal(false);
            expect(most).to.be.at.most(reboots ? 2 : 0);
            expect(chat.status.state).to.equal('closed');
            expect(live()).to.equal(0);
          }
        }),
      );
    }
  }

  for (const [at, which] of [
    [0, 'first'],
    [1, 'second'],
  ] as const) {
    for (const end of ['opens', 'fails', 'opens and closes'] as const) {
      it(
        `R44: the ${which} ${end} within its constructor`,
        marbles(m => {
          let dialled = -1;
          class Eager extends FakeNodeSocket {
            constructor(...given: unknown[]) {
              super(...given);
              // RxJS sets this handler last: it is as if the events came within the constructor. A frame would be lost.
              const set = (value: unknown) => {
                Object.defineProperty(this, 'onmessage', { value, writable: true });
                dialled += 1;
                if (dialled === at) this.#acts();
              };
              Object.defineProperty(this, 'onmessage', { configurable: true, set });
            }

            #acts(): void {
              if (end !== 'fails') this.opens();
              if (end !== 'opens') this.closes(1006);
            }
          }
          const { run, chat, made, log } = stage({ shouldReconnect: () => false, welcome: end !== 'opens' }, Eager);
          run(m, at === 0 ? 'b' : 'b 20ms w');
          const isWon = end === 'opens';
          expect(made).to.have.length(at === 0 ? 1 : 2);
          const address = isWon && at === 1 ? B_SHOWN : A_SHOWN;
          if (isWon || at === 1) expect(chat.status).to.include({ state: 'connected', address });
          else expect(chat.status.state).to.equal('closed');
          expect(log.filter(line => line.includes('errors$'))).to.have.length(isWon ? 0 : 1);
        }),
      );
    }
  }
});

describe('the river, hedged', () => {
  it(
    'R44: a protocol without a welcome: the socket that opens first becomes the session',
    marbles(m => {
      const { client, sockets, closed } = stageParts({ options: { hedge: 10, random: () => 0.5 } });
      const address$ = river(client).pipe(
        map(({ address }) => address),
        tap(() => expect(sockets.made[0]?.log).to.deep.equal(['close 1000'])),
      );
      play(m, '11ms o w', { o: sockets.opens, w: sockets.welcomes });
      m.expect(address$, '^ 20ms !').toBeObservable('12ms a', { a: 'wss://a.test' });
      m.flush();
      expect(sockets.made.map(({ given }) => given[0])).to.deep.equal(['wss://b.test', 'wss://a.test']);
      expect(closed.map(({ address }) => address)).to.deep.equal(['wss://a.test']);
    }),
  );
});

describe('an RpcClient, hedged', () => {
  /** A server of it says `hello` first; the client answers with a `login`, which the server confirms. */
  const protocol: Protocol = {
    body: args => JSON.stringify(args),
    frame: (id, method, body) => `${id} ${method} ${body}`,
    read: (frame, to) => (frame === 'ping' ? to.answer('pong', frame) : to.control(frame)),
    welcome: message => message === 'hello',
    setUp: (talk: Talk) => {
      talk.control$.pipe(filter(message => message === 'hello')).subscribe(() => talk.send('login'));
      return talk.control$.pipe(
        filter(message => message === 'accepted'),
        take(1),
      );
    },
  };

  it(
    'R32, R44: the first control message decides; the set-up of the winner hears it, and pings are answered then',
    marbles(m => {
      const { made, WebSocketCtor } = fakeWebSockets(FakeNodeSocket);
      const options = { protocol, WebSocketCtor, hedge: 10, connectTimeout: 0, pingInterval: 0, random: () => 0.5 };
      const client = new RpcClient(['ws://a', 'ws://b', 'ws://c'], options);
      const logs: unknown[] = [];
      const receive =
        (at: number, ...frames: string[]) =>
        () => {
          for (const frame of frames) made[at]?.receives(frame);
        };
      play(m, 'bo 10ms p gsh sa', {
        b: () => client.boot(),
        o: () => made[0]?.opens(),
        p: () => made[1]?.opens(),
        g: () => {
          receive(0, 'ping', 'notice')();
          receive(1, 'ping')();
        },
        h: receive(1, 'hello'),
        s: () => logs.push(made.map(({ log }) => [...log])),
        a: receive(1, 'accepted'),
      });
      m.flush();
      expect(logs).to.deep.equal([
        [[], []],
        [['terminate'], ['send pong', 'send login']],
      ]);
      expect(client.status).to.include({ state: 'connected', address: 'ws://c' });
    }),
  );
});

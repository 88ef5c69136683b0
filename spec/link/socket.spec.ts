import { expect } from 'chai';
import { asyncScheduler, map, Subscriber, switchMap, tap } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Dial } from '../../lib/link/dial.js';
import type { Closed, Farewell, Link } from '../../lib/link/link.js';
import { openSocket } from '../../lib/link/socket.js';
import type { WebSocketConstructor } from '../../lib/link/web-socket-like.js';
import { asFacts, type Facts, factsOf } from '../kit/facts.js';
import { FakeNodeSocket, FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { unhandledDuring } from '../rules/kit.js';

const ADDRESS = 'ws://a';
const URL = 'ws://a/?version=1.0';

/** A dial over fake sockets: the links that it emits, its frames, and how its sockets closed. */
const stage = <T extends FakeWebSocket>(Base: new (...given: unknown[]) => T, over: Partial<Dial> = {}) => {
  const { made, newest, WebSocketCtor } = fakeWebSockets(Base);
  const links: Link[] = [];
  const closed: Closed[] = [];
  const closeObserver = { next: (info: Closed) => closed.push(info) };
  const dial = { address: ADDRESS, url: URL, WebSocketCtor, closeObserver, farewell: () => undefined, ...over };
  const link$ = openSocket(dial).pipe(tap(link => links.push(link)));
  /** Emits `L` for each link, and errors with facts. */
  const socket$ = link$.pipe(
    map(() => 'L'),
    asFacts,
  );
  const frames$ = link$.pipe(switchMap(({ frames$ }) => frames$));
  const link = (): Link => {
    const [first] = links;
    if (first === undefined) throw new Error('no link was emitted');
    return first;
  };
  return { socket$, frames$, made, newest, link, closed };
};

const end = (code: number, reason: string, wasClean: boolean, opened = true) => ({
  address: ADDRESS,
  code,
  reason,
  wasClean,
  opened,
});
/** The facts of the error of a lost link. */
const lost = (why: string, how: ReturnType<typeof end>, failure?: Facts): Facts => {
  const { code, reason, opened } = how;
  const message = `the connection to ${ADDRESS} ${opened ? 'was lost' : 'failed'}: ${why}`;
  const { cause, httpStatus } = failure ?? {};
  return {
    name: 'ConnectionError',
    message,
    address: ADDRESS,
    code,
    reason,
    ...(cause === undefined ? {} : { cause: factsOf(cause) }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
  };
};
const closedOf = ({ opened, ...info }: ReturnType<typeof end>): Closed[] => (opened ? [info] : []);

const run = (act: () => void) => act();

/** The client's farewell, and how its socket closes after it: answered by the server, or not. */
const BYE: Farewell = { code: 4000, reason: 'bye' };
const farewell = () => BYE;
const GOODBYE: Closed = { address: ADDRESS, code: 4000, reason: 'bye', wasClean: true };
const UNANSWERED: Closed = { address: ADDRESS, code: 1006, reason: '', wasClean: false };

/** A fake socket with a `bufferedAmount`. */
class BufferingSocket extends FakeNodeSocket {
  bufferedAmount = 0;
}

/** One of a runtime that reads several frames at once. */
class SegmentedSocket extends FakeNodeSocket {
  segment: number | undefined;
}

/** An open socket, its link and its errors. */
const opened = <T extends FakeWebSocket>(Base: new (...given: unknown[]) => T, over: Partial<Dial> = {}) => {
  const staged = stage(Base, over);
  const errors: unknown[] = [];
  const subscription = staged.socket$.subscribe({ error: facts => errors.push(facts) });
  staged.newest().opens();
  return { ...staged, socket: staged.newest(), link: staged.link(), subscription, errors };
};

describe('openSocket', () => {
  it(
    'R28: makes no socket before it is subscribed to, then one for each subscription',
    marbles(m => {
      const { socket$, made } = stage(FakeWebSocket);
      expect(made).to.have.length(0);
      m.expect(socket$, '^--!').toBeObservable('----');
      m.expect(socket$, '^--!').toBeObservable('----');
      m.flush();
      expect(made.map(({ given }) => given)).to.deep.equal([[URL], [URL]]);
    }),
  );

  for (const protocols of ['chat', ['chat', 'beam']]) {
    it(
      `offers the sub-protocols ${JSON.stringify(protocols)}`,
      marbles(m => {
        const { socket$, newest } = stage(FakeWebSocket, { protocols });
        m.expect(socket$, '^--!').toBeObservable('----');
        m.flush();
        expect(newest().given).to.deep.equal([URL, protocols]);
      }),
    );
  }

  it(
    'emits the link when the socket opens, and does not complete',
    marbles(m => {
      const { socket$, newest, link, closed } = stage(FakeWebSocket);
      const acts = '        --o--m--- ';
      const unsubscribed = '^--------!';
      const expected = '    --L-------';
      m.hot(acts, { o: () => newest().opens(), m: () => newest().receives('x') }).subscribe(run);
      m.expect(socket$, unsubscribed).toBeObservable(expected);
      m.flush();
      expect(link().address).to.equal(ADDRESS);
      expect(closed).to.have.length(1);
    }),
  );

  it(
    'emits one link, even if onopen fires twice',
    marbles(m => {
      const { socket$, newest } = stage(FakeWebSocket);
      m.hot('-oo', { o: () => newest().opens() }).subscribe(run);
      m.expect(socket$, '^---!').toBeObservable('-L--');
    }),
  );
});

describe('openSocket: ends', () => {
  const boom = new Error('boom');
  interface Case {
    readonly title: string;
    readonly ends: (socket: FakeNodeSocket) => void;
    readonly why: string;
    readonly how: [code: number, reason: string, wasClean: boolean];
    readonly failure?: Facts;
  }
  const unclean: [number, string, boolean] = [1006, '', false];
  const errorAndClose = (cause?: Error) => (socket: FakeNodeSocket) => {
    socket.fails(cause);
    socket.closes(1006);
  };
  const cases: Case[] = [
    {
      title: 'a clean close with 1000',
      ends: socket => socket.closes(1000),
      why: 'close code 1000',
      how: [1000, '', true],
    },
    {
      title: 'a clean close with 1001 and a reason',
      ends: socket => socket.closes(1001, 'going "away"'),
      why: 'close code 1001',
      how: [1001, 'going "away"', true],
    },
    {
      title: 'a close without a close frame',
      ends: socket => socket.closes(1006),
      why: 'close code 1006',
      how: unclean,
    },
    {
      title: 'an error with its cause, then the close',
      ends: errorAndClose(boom),
      why: 'boom',
      how: unclean,
      failure: { cause: boom, httpStatus: undefined },
    },
    {
      title: 'an error event as in browsers, then the close',
      ends: errorAndClose(),
      why: 'close code 1006',
      how: unclean,
      failure: { cause: undefined, httpStatus: undefined },
    },
    {
      title: 'an HTTP answer',
      ends: socket => {
        socket.httpStatus = 503;
        errorAndClose(boom)(socket);
      },
      why: 'boom',
      how: unclean,
      failure: { cause: boom, httpStatus: 503 },
    },
  ];
  for (const { title, ends, why, how, failure } of cases) {
    it(
      `R3: ${title}, while connecting, is one error, and closeObserver is not called`,
      marbles(m => {
        const { socket$, newest, closed } = stage(FakeNodeSocket);
        const facts = lost(why, end(...how, false), failure);
        m.hot('-e', { e: () => ends(newest()) }).subscribe(run);
        m.expect(socket$).toBeObservable('-#', {}, facts);
        m.flush();
        expect(closed).to.deep.equal([]);
      }),
    );

    it(
      `R3: ${title}, once open, is one error, and one call of closeObserver`,
      marbles(m => {
        const { socket$, newest, closed } = stage(FakeNodeSocket);
        const how_ = end(...how);
        m.hot('-o-e', { o: () => newest().opens(), e: () => ends(newest()) }).subscribe(run);
        m.expect(socket$).toBeObservable('-L-#', { L: 'L' }, lost(why, how_, failure));
        m.flush();
        expect(closed).to.deep.equal(closedOf(how_));
      }),
    );
  }

  it(
    'R3: drops the old socket and calls closeObserver before it emits the error',
    marbles(m => {
      const story: string[] = [];
      const closeObserver = { next: ({ code }: Closed) => story.push(`${newest().log}, closed ${code}`) };
      const { socket$, newest } = stage(FakeNodeSocket, { closeObserver });
      m.hot('-o-e', { o: () => newest().opens(), e: () => newest().fails(boom) }).subscribe(run);
      socket$.subscribe({ error: () => story.push('received') });
      m.flush();
      expect(story).to.deep.equal(['terminate, closed 1006', 'received']);
    }),
  );

  for (const cause of [
    new TypeError('no such scheme'),
    new DOMException('An insecure WebSocket connection may not be initiated', 'SecurityError'),
  ]) {
    it(
      `R3: a constructor that throws a ${cause.constructor.name} is an error with its cause`,
      marbles(m => {
        const WebSocketCtor = class {
          constructor() {
            throw cause;
          }
        } as unknown as WebSocketConstructor;
        const { socket$, closed } = stage(FakeWebSocket, { WebSocketCtor, farewell });
        const facts = lost(cause.message, end(1006, '', false, false), { cause, httpStatus: undefined });
        m.expect(socket$).toBeObservable('#', {}, facts);
        m.flush();
        expect(closed).to.deep.equal([]);
      }),
    );
  }

  const late: [title: string, ends: (socket: FakeNodeSocket, leave: () => void) => void][] = [
    ['it closed', socket => socket.closes(1000)],
    ['it failed', socket => socket.fails(boom)],
    ['it was unsubscribed', (_, leave) => leave()],
  ];
  for (const hasOpened of [true, false]) {
    for (const [title, ends] of late) {
      it(
        `R6: callbacks after ${title} ${hasOpened ? 'open' : 'while connecting'} have no effect`,
        marbles(m => {
          const { socket$, newest, made, closed, link } = stage(FakeNodeSocket);
          const received: string[] = [];
          const subscription = socket$.subscribe({
            next: () => received.push('link'),
            error: () => received.push('lost'),
          });
          const socket = newest();
          if (hasOpened) socket.opens();
          if (hasOpened) link().frames$.subscribe(() => received.push('frame'));
          ends(socket, () => subscription.unsubscribe());
          const before = [...received, ...closed, ...made];
          if (!hasOpened) socket.opens();
          socket.readyState = 1;
          socket.receives('late');
          if (hasOpened) expect(link().send('late')).to.equal(false);
          if (hasOpened) expect(link().isOpen()).to.equal(false);
          socket.fails(boom);
          socket.closes(1011, 'late');
          m.flush();
          expect([...received, ...closed, ...made]).to.deep.equal(before);
        }),
      );
    }
  }
});

describe('openSocket: unsubscribed', () => {
  const cases: [string, new () => FakeWebSocket, drop: string][] = [
    ["a browser's", FakeWebSocket, 'close 1000'],
    ["Node's", FakeNodeSocket, 'terminate'],
  ];
  for (const [whose, Base, drop] of cases) {
    it(
      `R6: ${whose} socket is dropped while connecting, and closeObserver is not called`,
      marbles(m => {
        let asked = 0;
        const asking = () => {
          asked += 1;
          return BYE;
        };
        const { socket$, newest, closed } = stage(Base, { farewell: asking });
        m.hot('-----c', { c: () => newest().closes(1006) }).subscribe(run);
        m.expect(socket$, '^--!').toBeObservable('------');
        m.flush();
        expect(newest().log).to.deep.equal([drop]);
        expect(closed).to.deep.equal([]);
        expect(asked, 'nothing is said to a server that was never met').to.equal(0);
      }),
    );

    it(
      `R6: ${whose} socket is dropped when open, and closeObserver is called once, at once`,
      marbles(m => {
        const { socket$, newest, closed } = stage(Base);
        let atOnce = 0;
        const see = () => {
          atOnce = closed.length;
        };
        const acts = { o: () => newest().opens(), s: see, c: () => newest().closes(1006) };
        m.hot('                 -o--sc', acts).subscribe(run);
        m.expect(socket$, '      ^--!').toBeObservable('-L----');
        m.flush();
        expect(atOnce).to.equal(1);
        expect(newest().log).to.deep.equal([drop]);
        expect(closed).to.deep.equal(closedOf(end(1006, '', false)));
      }),
    );
  }

  for (const says of [undefined, BYE]) {
    it(
      `R6: may be unsubscribed inside next, ${says === undefined ? 'which drops the socket' : 'which sends the farewell'}`,
      marbles(m => {
        const { socket$, newest, closed } = stage(FakeWebSocket, { farewell: () => says });
        const subscription = new Subscriber<string>();
        socket$.pipe(tap(() => subscription.unsubscribe())).subscribe(subscription);
        newest().opens();
        m.flush();
        expect(newest().log).to.deep.equal(says === undefined ? ['close 1000'] : ['close 4000 bye', 'close 1000']);
        expect(closed).to.deep.equal([UNANSWERED]);
      }),
    );
  }

  it('calls farewell once, in the teardown, while the socket is open', () => {
    const asked: boolean[] = [];
    const { link, subscription } = opened(FakeNodeSocket, {
      farewell: () => {
        asked.push(link.isOpen());
        return undefined;
      },
    });
    expect(asked).to.deep.equal([]);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(asked).to.deep.equal([true]);
  });
});

describe('openSocket: farewell', () => {
  it(
    'waits for the closing handshake after a farewell',
    marbles(m => {
      const { socket, subscription, closed, errors } = opened(FakeNodeSocket, { farewell });
      const at: [number, number][] = [];
      m.hot('l 998ms c 9ms n', {
        l: () => {
          subscription.unsubscribe();
          at.push([asyncScheduler.now(), closed.length]);
        },
        c: () => socket.closes(4000, 'bye'),
        n: () => at.push([asyncScheduler.now(), closed.length]),
      }).subscribe(run);
      m.flush();
      expect(at).to.deep.equal([
        [0, 0],
        [1009, 1],
      ]);
      expect(closed).to.deep.equal([GOODBYE]);
      expect(socket.log[0]).to.equal('leave 4000 bye');
      expect(errors).to.deep.equal([]);
    }),
  );

  it(
    'drops the socket of a server that does not answer the farewell within a second',
    marbles(m => {
      const { socket, subscription, closed } = opened(FakeNodeSocket, { farewell });
      const log: string[] = [];
      m.hot('l 998ms n-n 9ms c', {
        l: () => subscription.unsubscribe(),
        n: () => log.push(`${asyncScheduler.now()} ${closed.length} ${socket.log}`),
        c: () => socket.closes(1006),
      }).subscribe(run);
      m.flush();
      expect(log).to.deep.equal(['999 0 leave 4000 bye', '1001 1 leave 4000 bye,terminate']);
      expect(closed).to.deep.equal([UNANSWERED]);
    }),
  );

  /** How much is buffered in the socket at which time, and when the socket is dropped. */
  const buffers: [title: string, before: number, left: Readonly<Record<number, number>>, givenUpAt: number][] = [
    ['nothing is buffered', 0, {}, 1_000],
    ['the buffer stays the same', 100, {}, 1_000],
    ['the buffer grows', 100, { 500: 200 }, 1_000],
    ['the buffer shrinks in the first second only', 100, { 500: 50 }, 2_000],
    ['the buffer shrinks in each of three seconds', 100, { 999: 60, 1001: 30, 2500: 1 }, 4_000],
    ['the buffer empties', 100, { 500: 50, 1500: 0 }, 3_000],
    ['the buffer shrinks too late', 100, { 1001: 50 }, 1_000],
  ];
  for (const [title, before, left, givenUpAt] of buffers) {
    it(
      `drops the socket after ${givenUpAt} ms when ${title}`,
      marbles(m => {
        const at: number[] = [];
        const closeObserver = { next: () => at.push(asyncScheduler.now()) };
        const { socket, subscription } = opened(BufferingSocket, { farewell, closeObserver });
        socket.bufferedAmount = before;
        for (const [ms, amount] of Object.entries(left)) {
          asyncScheduler.schedule(() => {
            socket.bufferedAmount = amount;
          }, Number(ms));
        }
        subscription.unsubscribe();
        m.flush();
        expect(at).to.deep.equal([givenUpAt]);
        expect(socket.log).to.deep.equal(['leave 4000 bye', 'terminate']);
      }),
    );
  }

  it(
    'accepts the answer of a server that answers when everything has been sent',
    marbles(m => {
      const { socket, subscription, closed } = opened(BufferingSocket, { farewell });
      socket.bufferedAmount = 100;
      m.hot('l 998ms b 998ms c', {
        l: () => subscription.unsubscribe(),
        b: () => {
          socket.bufferedAmount = 0;
        },
        c: () => socket.closes(4000, 'bye'),
      }).subscribe(run);
      m.flush();
      expect(closed).to.deep.equal([GOODBYE]);
      expect(m.scheduler.actions).to.deep.equal([]);
    }),
  );

  it(
    'R27: leaves no timer and no callback behind once the server has answered',
    marbles(m => {
      const { socket, subscription, closed, errors } = opened(FakeNodeSocket, { farewell });
      subscription.unsubscribe();
      socket.closes(4000, 'bye');
      expect(m.scheduler.actions).to.deep.equal([]);
      socket.closes(1006);
      expect(closed).to.deep.equal([GOODBYE]);
      expect(errors).to.deep.equal([]);
    }),
  );

  it(
    'R3: an error during the closing handshake ends it, and is not emitted',
    marbles(m => {
      const { socket, subscription, closed, errors } = opened(FakeNodeSocket, { farewell });
      subscription.unsubscribe();
      socket.fails(new Error('reset'));
      socket.closes(1006);
      m.flush();
      expect(closed).to.deep.equal([UNANSWERED]);
      expect(errors).to.deep.equal([]);
      expect(socket.log).to.deep.equal(['leave 4000 bye', 'terminate']);
    }),
  );

  it(
    'sends the farewell once, and nothing after it',
    marbles(m => {
      const { link, socket, subscription } = opened(FakeNodeSocket, { farewell });
      subscription.unsubscribe();
      subscription.unsubscribe();
      socket.readyState = 1;
      expect(link.send('after')).to.equal(false);
      expect(link.isOpen()).to.equal(false);
      expect(socket.log).to.deep.equal(['leave 4000 bye']);
      m.flush();
    }),
  );

  it(
    'neither emits nor counts the frames that arrive during the closing handshake',
    marbles(m => {
      const { link, socket, subscription, closed } = opened(FakeNodeSocket, { farewell });
      const frames: unknown[] = [];
      link.frames$.subscribe(frame => frames.push(frame));
      socket.receives('before');
      const received = link.heard();
      subscription.unsubscribe();
      socket.receives('after');
      expect(link.heard()).to.equal(received);
      socket.closes(4000, 'bye');
      m.flush();
      expect(frames).to.deep.equal(['before']);
      expect(closed).to.deep.equal([GOODBYE]);
    }),
  );

  it(
    "closes a browser's socket with code and reason",
    marbles(m => {
      const { socket, subscription, closed } = opened(FakeWebSocket, { farewell });
      subscription.unsubscribe();
      expect(socket.log).to.deep.equal(['close 4000 bye']);
      socket.closes(4000, 'bye');
      m.flush();
      expect(closed).to.deep.equal([GOODBYE]);
    }),
  );

  it(
    'sends it over a socket whose close frame has arrived, and drops the socket after a second',
    marbles(m => {
      const { socket, subscription, closed } = opened(FakeNodeSocket, { farewell });
      socket.readyState = 2;
      subscription.unsubscribe();
      expect(socket.log).to.deep.equal(['leave 4000 bye']);
      m.flush();
      expect(closed).to.deep.equal([UNANSWERED]);
    }),
  );

  it('sends no farewell when the socket is gone', () => {
    let asked = 0;
    const { socket, errors, subscription } = opened(FakeNodeSocket, {
      farewell: () => {
        asked += 1;
        return BYE;
      },
    });
    socket.closes(1001);
    const { length } = socket.log;
    subscription.unsubscribe();
    expect(socket.log).to.have.length(length);
    expect(asked).to.equal(0);
    expect(errors).to.have.length(1);
  });

  it('R3: sends no farewell in the teardown of a connection that errors', () => {
    const { socket, closed, errors } = opened(FakeNodeSocket, { farewell });
    socket.closes(4000, 'bye');
    expect(errors).to.deep.equal([lost('close code 4000', end(4000, 'bye', true))]);
    expect(closed).to.deep.equal([GOODBYE]);
    expect(socket.log).to.deep.equal(['terminate']);
  });
});

describe('openSocket: sockets that fire events synchronously', () => {
  /** A socket that fires `onclose` inside its own `close()`. */
  class ClosesAtOnce extends FakeWebSocket {
    override close(...given: unknown[]): void {
      const isFirst = this.readyState !== 3;
      super.close(...given);
      if (isFirst) this.closes((given[0] as number | undefined) ?? 1005, given[1] as string | undefined);
    }
  }

  it(
    'R6: onclose inside close() calls closeObserver once, after a farewell',
    marbles(m => {
      const { subscription, closed, errors } = opened(ClosesAtOnce, { farewell });
      subscription.unsubscribe();
      expect(closed).to.deep.equal([GOODBYE]);
      expect(m.scheduler.actions).to.deep.equal([]);
      m.flush();
      expect(closed).to.deep.equal([GOODBYE]);
      expect(errors).to.deep.equal([]);
    }),
  );

  it('R6: and when the socket is dropped', () => {
    const { subscription, closed, errors } = opened(ClosesAtOnce);
    subscription.unsubscribe();
    expect(closed).to.deep.equal([UNANSWERED]);
    expect(errors).to.deep.equal([]);
  });

  it('R6: but does not call it when the socket is dropped while connecting', () => {
    const { socket$, newest, closed } = stage(ClosesAtOnce);
    socket$.subscribe().unsubscribe();
    expect(newest().log).to.deep.equal(['close 1000']);
    expect(closed).to.deep.equal([]);
  });

  for (const [how, over] of [
    ['left with a farewell', { farewell }],
    ['dropped', {}],
  ] as const) {
    it(`R25, R27: one whose close throws is gone all the same when it is ${how}`, async () => {
      class Stubborn extends FakeWebSocket {
        override close(): void {
          throw new Error('no close');
        }
      }
      const closed: Closed[] = [];
      const unhandled = await unhandledDuring(
        marbles(m => {
          const staged = opened(Stubborn, over);
          staged.subscription.unsubscribe();
          m.flush();
          closed.push(...staged.closed);
        }),
      );
      expect(closed).to.deep.equal([UNANSWERED]);
      expect(unhandled.map(String)).to.include('Error: no close');
    });
  }

  /** A socket that acts as soon as a handler is set, before `subscribe` returns. */
  const eager = (acts: Partial<Record<'onopen' | 'onclose', (socket: FakeWebSocket) => void>>) =>
    class extends FakeWebSocket {
      constructor(...given: unknown[]) {
        super(...given);
        for (const [name, act] of Object.entries(acts)) {
          let handler: unknown;
          Object.defineProperty(this, name, {
            get: () => handler,
            set: (given: unknown) => {
              const isNew = handler === undefined;
              handler = given;
              if (isNew) act(this);
            },
          });
        }
      }
    };

  it(
    'R3: a socket may open in its constructor',
    marbles(m => {
      const { socket$, newest, link } = stage(eager({ onopen: socket => socket.opens() }));
      m.hot('--e', { e: () => newest().closes(1001) }).subscribe(run);
      m.expect(socket$).toBeObservable('L-#', { L: 'L' }, lost('close code 1001', end(1001, '', true)));
      m.flush();
      expect(link().isOpen()).to.equal(false);
    }),
  );

  it(
    'R3: a socket may open and end in its constructor',
    marbles(m => {
      const Base = eager({ onopen: socket => socket.opens(), onclose: socket => socket.closes(1001) });
      const { socket$, closed, made } = stage(Base);
      m.expect(socket$).toBeObservable('(L#)', { L: 'L' }, lost('close code 1001', end(1001, '', true)));
      m.flush();
      expect(closed).to.deep.equal(closedOf(end(1001, '', true)));
      expect(made).to.have.length(1);
    }),
  );

  it(
    'R3: a socket may end in its constructor',
    marbles(m => {
      const { socket$, closed } = stage(eager({ onclose: socket => socket.closes(1006) }));
      m.expect(socket$).toBeObservable('#', {}, lost('close code 1006', end(1006, '', false, false)));
      m.flush();
      expect(closed).to.deep.equal([]);
    }),
  );

  it(
    'R6: a socket that opens in its constructor may be unsubscribed inside next',
    marbles(m => {
      const { socket$, newest, closed } = stage(eager({ onopen: socket => socket.opens() }), { farewell });
      const subscription = new Subscriber<string>();
      let atOnce: string[] = [];
      const leave = () => {
        subscription.unsubscribe();
        atOnce = [...newest().log];
      };
      socket$.pipe(tap(leave)).subscribe(subscription);
      expect(atOnce).to.deep.equal(['close 4000 bye']);
      expect(newest().log).to.deep.equal(['close 4000 bye']);
      newest().closes(4000, 'bye');
      m.flush();
      expect(closed).to.deep.equal([GOODBYE]);
    }),
  );

  it('R6: makes no socket for a subscriber that is already closed', () => {
    const { socket$, made, closed } = stage(FakeWebSocket);
    const over = new Subscriber<string>();
    over.unsubscribe();
    socket$.subscribe(over);
    expect(made).to.have.length(0);
    expect(closed).to.deep.equal([]);
  });

  it('R6: a socket whose constructor unsubscribes from the dial is dropped', () => {
    const links = new Subscriber<string>();
    class Leaving extends FakeWebSocket {
      constructor(...given: unknown[]) {
        super(...given);
        links.unsubscribe();
      }
    }
    const { socket$, newest, closed } = stage(Leaving);
    socket$.subscribe(links);
    expect(newest().log).to.deep.equal(['close 1000']);
    newest().opens();
    expect(closed).to.deep.equal([]);
  });
});

describe('a link', () => {
  it('has its address', () => {
    const { link, subscription } = opened(FakeNodeSocket);
    expect(link.address).to.equal(ADDRESS);
    subscription.unsubscribe();
  });

  for (const [readyState, sent] of [
    [0, false],
    [1, true],
    [2, false],
    [3, false],
  ] as const) {
    it(`R18: send in the ready state ${readyState} ${sent ? 'sends the text and returns true' : 'returns false'}`, () => {
      const { link, socket, subscription } = opened(FakeNodeSocket);
      socket.readyState = readyState;
      expect(link.isOpen()).to.equal(sent);
      expect(link.send('hi')).to.equal(sent);
      expect(socket.log).to.deep.equal(sent ? ['send hi'] : []);
      subscription.unsubscribe();
    });
  }

  it(
    'R18: send over a socket that throws returns false, and the link errors afterwards',
    marbles(m => {
      const cause = new Error('too long');
      class Throwing extends FakeNodeSocket {
        override send(): void {
          throw cause;
        }
      }
      const { link, errors, closed } = opened(Throwing);
      expect(link.send('hi')).to.equal(false);
      expect(errors).to.deep.equal([]);
      m.flush();
      expect(errors).to.deep.equal([lost('too long', end(1006, '', false), { cause })]);
      expect(closed).to.deep.equal([UNANSWERED]);
    }),
  );

  it('is open until its socket is gone', () => {
    const { link, socket } = opened(FakeNodeSocket);
    expect(link.isOpen()).to.equal(true);
    socket.closes(1000);
    expect(link.isOpen()).to.equal(false);
  });

  it('returns the bufferedAmount of its socket, and 0 where the runtime has none', () => {
    const { link, socket, subscription } = opened(BufferingSocket);
    expect(link.bufferedAmount()).to.equal(0);
    socket.bufferedAmount = 42;
    expect(link.bufferedAmount()).to.equal(42);
    subscription.unsubscribe();
    const bare = opened(FakeWebSocket);
    expect(bare.link.bufferedAmount()).to.equal(0);
    bare.subscription.unsubscribe();
  });

  it(
    'emits the frames as they arrive',
    marbles(m => {
      const { frames$, newest, made } = stage(FakeNodeSocket);
      const values: Readonly<Record<string, unknown>> = { a: 'a', b: new Uint8Array([1]), c: '{' };
      const receive = (name: string) => () => newest().receives(values[name]);
      m.hot('           -oab-c-', {
        o: () => newest().opens(),
        a: receive('a'),
        b: receive('b'),
        c: receive('c'),
      }).subscribe(run);
      m.expect(frames$, '^-----!').toBeObservable('--ab-c-', { ...values });
      m.flush();
      expect(made).to.have.length(1);
    }),
  );

  it(
    'R21: ignores frames that arrive before the socket opens',
    marbles(m => {
      const { frames$, newest, link } = stage(FakeWebSocket);
      const acts = {
        e: () => newest().receives('early'),
        o: () => newest().opens(),
        i: () => newest().receives('in time'),
      };
      m.hot('           eoi-', acts).subscribe(run);
      m.expect(frames$, '^--!').toBeObservable('--i-', { i: 'in time' });
      m.flush();
      expect(link().heard(), 'the opening, and one frame').to.equal(2);
    }),
  );

  it('drops frames while frames$ has no subscriber', () => {
    const { link, socket, subscription } = opened(FakeWebSocket);
    const frames: unknown[] = [];
    socket.receives('none');
    const reading = link.frames$.subscribe(frame => frames.push(frame));
    socket.receives('one');
    reading.unsubscribe();
    socket.receives('none any more');
    link.frames$.subscribe(frame => frames.push(frame));
    socket.receives('another');
    expect(frames).to.deep.equal(['one', 'another']);
    subscription.unsubscribe();
  });

  it(
    'R7: has the time and count of signs of life: opening, frames, pings and pongs',
    marbles(m => {
      const { socket$, newest, link } = stage(FakeNodeSocket);
      const received: [number, number, number][] = [];
      const note = () => received.push([asyncScheduler.now(), link().heardAt(), link().heard()]);
      m.hot(' 10ms o 9ms m 9ms q 9ms p', {
        o: () => newest().opens(),
        m: () => newest().receives('x'),
        q: () => newest().control('ping'),
        p: () => newest().control('pong'),
      }).subscribe(run);
      m.hot(' 15ms n 9ms n 9ms n 9ms n', { n: note }).subscribe(run);
      m.expect(socket$, '^ 60ms !').toBeObservable('10ms L');
      m.flush();
      expect(received).to.deep.equal([
        [15, 10, 1],
        [25, 20, 2],
        [35, 30, 3],
        [45, 40, 4],
      ]);
    }),
  );

  it(
    'R7: takes the time once for all frames of one read of the connection, and counts each',
    marbles(m => {
      const { socket$, newest, link } = stage(SegmentedSocket);
      const received: [number, number][] = [];
      const frame = (segment: number) => {
        newest().segment = segment;
        newest().receives('x');
        received.push([link().heardAt(), link().heard()]);
      };
      m.hot('o', { o: () => newest().opens() }).subscribe(run);
      m.hot(' 10ms a 9ms a 9ms b', { a: () => frame(1), b: () => frame(2) }).subscribe(run);
      m.expect(socket$, '^ 60ms !').toBeObservable('L');
      m.flush();
      expect(received).to.deep.equal([
        [10, 2],
        [10, 3],
        [30, 4],
      ]);
    }),
  );

  it('R7: pings where the runtime can, and returns false where it cannot', () => {
    const { link, socket, subscription } = opened(FakeNodeSocket);
    expect(link.ping()).to.equal(true);
    expect(socket.log).to.deep.equal(['ping']);
    subscription.unsubscribe();
    const bare = opened(FakeWebSocket);
    expect(bare.link.ping()).to.equal(false);
    bare.subscription.unsubscribe();
  });

  it('emits pong$ for each answer to its pings, and for nothing else', () => {
    const { link, socket, subscription } = opened(FakeNodeSocket);
    const pongs: string[] = [];
    const before = socket.listeners;
    const hearing = link.pong$.subscribe(() => pongs.push('pong'));
    socket.control('pong');
    socket.control('ping');
    socket.receives('x');
    socket.control('pong');
    hearing.unsubscribe();
    socket.control('pong');
    expect(pongs).to.deep.equal(['pong', 'pong']);
    expect(socket.listeners, 'R27: who unsubscribes listens no more').to.equal(before);
    expect(link.heard(), 'the link hears as well').to.equal(6);
    subscription.unsubscribe();
  });

  it('never emits pong$ where the runtime does not tell', () => {
    const { link, subscription } = opened(FakeWebSocket);
    link.pong$.subscribe(() => expect.fail('a pong')).unsubscribe();
    subscription.unsubscribe();
  });

  it('sends bytes as they are', () => {
    const sent: unknown[] = [];
    class ByteSocket extends FakeWebSocket {
      override send(data: unknown): void {
        sent.push(data);
      }
    }
    const { link, subscription } = opened(ByteSocket);
    const bytes = new Uint8Array([1, 2]);
    expect(link.send(bytes)).to.equal(true);
    expect(sent).to.deep.equal([bytes]);
    subscription.unsubscribe();
  });

  for (const [binary, what] of [
    [true, 'bytes'],
    [false, 'what the runtime makes of them'],
    [undefined, 'what the runtime makes of them'],
  ] as const) {
    it(`R30: with binary ${binary}, binary frames come as ${what}`, () => {
      class BinarySocket extends FakeWebSocket {
        binaryType = 'blob';
      }
      const { link, socket, subscription } = opened(BinarySocket, { binary });
      const frames: unknown[] = [];
      link.frames$.subscribe(frame => frames.push(frame));
      const { buffer } = new Uint8Array([1, 2]);
      socket.receives(buffer);
      socket.receives('text');
      expect(socket.binaryType).to.equal(binary ? 'arraybuffer' : 'blob');
      expect(frames).to.deep.equal([binary ? new Uint8Array([1, 2]) : buffer, 'text']);
      expect(frames[0] instanceof Uint8Array).to.equal(binary === true);
      subscription.unsubscribe();
    });
  }
});

describe('openSocket: fatal close codes', () => {
  const fatalCloseCodes = [4001, 4003];

  it('R11: one of them is an AuthenticationFailedError, after the close was reported', () => {
    const { socket, errors, closed } = opened(FakeNodeSocket, { fatalCloseCodes });
    socket.closes(4003, 'banned');
    expect(closed).to.deep.equal(closedOf(end(4003, 'banned', true)));
    expect(errors).to.deep.equal([
      {
        name: 'AuthenticationFailedError',
        message: `the connection to ${ADDRESS} was refused, and the client closes: close code 4003`,
        address: ADDRESS,
        code: 4003,
      },
    ]);
  });

  it('R3: any other is a loss like any other', () => {
    const { socket, errors } = opened(FakeNodeSocket, { fatalCloseCodes });
    socket.closes(4002, 'later');
    expect(errors).to.deep.equal([lost('close code 4002', end(4002, 'later', true))]);
  });

  it('R3: so is one of them before the socket has opened', () => {
    const { socket$, newest } = stage(FakeNodeSocket, { fatalCloseCodes: [1006, ...fatalCloseCodes] });
    const errors: Facts[] = [];
    socket$.subscribe({ error: facts => errors.push(facts) });
    newest().closes(1006);
    expect(errors.map(({ name }) => name)).to.deep.equal(['ConnectionError']);
  });
});

import { expect } from 'chai';
import { asyncScheduler, Observable, Subscriber } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import type { Closed, Link } from '../../lib/link/link.js';
import { type Dial, openSocket } from '../../lib/link/socket.js';
import type { WebSocketConstructor } from '../../lib/link/web-socket-like.js';
import { asFacts, type Facts, factsOf } from '../kit/facts.js';
import { FakeNodeSocket, FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';

const ADDRESS = 'ws://a';
const URL = 'ws://a/?version=1.0';

/** One dial over fakes; what it emits shows as `L`, and its error as facts. */
const stage = <T extends FakeWebSocket>(Base: new (...given: unknown[]) => T, over: Partial<Dial> = {}) => {
  const { made, newest, WebSocketCtor } = fakeWebSockets(Base);
  const links: Link[] = [];
  const closed: Closed[] = [];
  const closeObserver = { next: (info: Closed) => closed.push(info) };
  const frames: unknown[] = [];
  const socket$ = new Observable<string>(subscriber => {
    const openObserver = {
      next: (link: Link) => {
        links.push(link);
        subscriber.next('L');
      },
    };
    const frames$ = openSocket({ address: ADDRESS, url: URL, WebSocketCtor, openObserver, closeObserver, ...over });
    return frames$.subscribe({ next: frame => frames.push(frame), error: error => subscriber.error(error) });
  }).pipe(asFacts);
  const link = (): Link => {
    const [first] = links;
    if (first === undefined) throw new Error('no link was emitted');
    return first;
  };
  return { socket$, made, newest, link, closed, frames };
};

const end = (code: number, reason: string, wasClean: boolean, opened = true) => ({
  address: ADDRESS,
  code,
  reason,
  wasClean,
  opened,
});
/** What a lost link tells. */
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
const openObserver = { next: () => {} };

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
    'emits the link when the socket is open, and goes on',
    marbles(m => {
      const { socket$, newest, link, closed } = stage(FakeWebSocket);
      const acts = '        --o--m--- ';
      const unsubscribed = '^--------!';
      const expected = '    --L-------';
      m.hot(acts, { o: () => newest().opens(), m: () => newest().hears('x') }).subscribe(run);
      m.expect(socket$, unsubscribed).toBeObservable(expected);
      m.flush();
      expect(link().address).to.equal(ADDRESS);
      expect(closed).to.have.length(1);
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
      title: 'an error as browsers tell it, then the close',
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
      `R3: ${title}, while connecting, is one error, and no closing of a socket that had opened`,
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
      `R3: ${title}, once open, is one error, and one closing`,
      marbles(m => {
        const { socket$, newest, closed } = stage(FakeNodeSocket);
        const opened = end(...how);
        m.hot('-o-e', { o: () => newest().opens(), e: () => ends(newest()) }).subscribe(run);
        m.expect(socket$).toBeObservable('-L-#', { L: 'L' }, lost(why, opened, failure));
        m.flush();
        expect(closed).to.deep.equal(closedOf(opened));
      }),
    );
  }

  it(
    'R3: drops the old socket and tells of its closing before the error is heard',
    marbles(m => {
      const { WebSocketCtor, newest } = fakeWebSockets(FakeNodeSocket);
      const story: string[] = [];
      const closeObserver = { next: ({ code }: Closed) => story.push(`${newest().log}, closed ${code}`) };
      const socket$ = openSocket({ address: ADDRESS, url: URL, WebSocketCtor, openObserver, closeObserver });
      m.hot('-o-e', { o: () => newest().opens(), e: () => newest().fails(boom) }).subscribe(run);
      socket$.subscribe({ error: () => story.push('heard') });
      m.flush();
      expect(story).to.deep.equal(['terminate, closed 1006', 'heard']);
    }),
  );

  it(
    'R3: a constructor that throws is an error with its cause',
    marbles(m => {
      const cause = new TypeError('no such scheme');
      const WebSocketCtor = class {
        constructor() {
          throw cause;
        }
      } as unknown as WebSocketConstructor;
      const { socket$, closed } = stage(FakeWebSocket, { WebSocketCtor });
      const facts = lost('no such scheme', end(1006, '', false, false), { cause, httpStatus: undefined });
      m.expect(socket$).toBeObservable('#', {}, facts);
      m.flush();
      expect(closed).to.deep.equal([]);
    }),
  );

  const late: [title: string, ends: (socket: FakeNodeSocket, leave: () => void) => void][] = [
    ['it closed', socket => socket.closes(1000)],
    ['it failed', socket => socket.fails(boom)],
    ['it was left', (_, leave) => leave()],
  ];
  for (const opened of [true, false]) {
    for (const [title, ends] of late) {
      it(
        `R6: callbacks after ${title} ${opened ? 'open' : 'while connecting'} change nothing`,
        marbles(m => {
          const { socket$, newest, made, closed, link } = stage(FakeNodeSocket);
          const heard: string[] = [];
          const subscription = socket$.subscribe({ next: () => heard.push('link'), error: () => heard.push('lost') });
          const socket = newest();
          if (opened) socket.opens();
          ends(socket, () => subscription.unsubscribe());
          const before = [...heard, ...closed, ...made];
          if (!opened) socket.opens();
          socket.readyState = 1;
          socket.hears('late');
          if (opened) expect(link().send('late')).to.equal(false);
          socket.fails(boom);
          socket.closes(1011, 'late');
          m.flush();
          expect([...heard, ...closed, ...made]).to.deep.equal(before);
        }),
      );
    }
  }
});

describe('openSocket: left', () => {
  const cases: [string, new () => FakeWebSocket, drop: string][] = [
    ["a browser's", FakeWebSocket, 'close 1000'],
    ["Node's", FakeNodeSocket, 'terminate'],
  ];
  for (const [whose, Base, drop] of cases) {
    it(
      `R6: ${whose} socket is dropped while connecting, and nobody is told of a closing`,
      marbles(m => {
        const { socket$, newest, closed } = stage(Base);
        m.hot('-----c', { c: () => newest().closes(1006) }).subscribe(run);
        m.expect(socket$, '^--!').toBeObservable('------');
        m.flush();
        expect(newest().log).to.deep.equal([drop]);
        expect(closed).to.deep.equal([]);
      }),
    );

    it(
      `R6: ${whose} socket is dropped when open, and its closing told at once, once`,
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

  it(
    'R6: may be left by whoever receives the link',
    marbles(m => {
      const { WebSocketCtor, newest } = fakeWebSockets(FakeWebSocket);
      const closed: Closed[] = [];
      const closeObserver = { next: (info: Closed) => closed.push(info) };
      const leaving = { next: () => subscription.unsubscribe() };
      const dial = { address: ADDRESS, url: URL, WebSocketCtor, openObserver: leaving, closeObserver };
      const subscription = openSocket(dial).subscribe();
      newest().opens();
      m.flush();
      expect(newest().log).to.deep.equal(['close 1000']);
      expect(closed).to.deep.equal(closedOf(end(1006, '', false)));
    }),
  );
});

describe('a link', () => {
  const opened = () => {
    const staged = stage(FakeNodeSocket);
    const errors: Facts[] = [];
    const subscription = staged.socket$.subscribe({ error: facts => errors.push(facts) });
    staged.newest().opens();
    return { ...staged, socket: staged.newest(), link: staged.link(), subscription, errors };
  };
  const GOODBYE = { code: 4000, reason: 'bye', wasClean: true, address: ADDRESS };
  const UNANSWERED = { code: 1006, reason: '', wasClean: false, address: ADDRESS };

  it('names its address', () => {
    const { link, subscription } = opened();
    expect(link.address).to.equal(ADDRESS);
    subscription.unsubscribe();
  });

  for (const [readyState, sent] of [
    [0, false],
    [1, true],
    [2, false],
    [3, false],
  ] as const) {
    it(`R18: send in the ready state ${readyState} ${sent ? 'hands the text over' : 'says that nothing was sent'}`, () => {
      const { link, socket, subscription } = opened();
      socket.readyState = readyState;
      expect(link.send('hi')).to.equal(sent);
      expect(socket.log).to.deep.equal(sent ? ['send hi'] : []);
      subscription.unsubscribe();
    });
  }

  it('gives the frames as they come', () => {
    const { socket, made, frames, subscription } = opened();
    const sent = ['a', new Uint8Array([1]), '{'];
    for (const frame of sent) socket.hears(frame);
    subscription.unsubscribe();
    expect(frames).to.deep.equal(sent);
    expect(made).to.have.length(1);
  });

  it(
    'R7: says when anything was heard last: opening, frames, pings and pongs',
    marbles(m => {
      const { socket$, newest, link } = stage(FakeNodeSocket);
      const heard: [number, number][] = [];
      const note = () => heard.push([asyncScheduler.now(), link().heardAt()]);
      m.hot(' 10ms o 9ms m 9ms q 9ms p', {
        o: () => newest().opens(),
        m: () => newest().hears('x'),
        q: () => newest().control('ping'),
        p: () => newest().control('pong'),
      }).subscribe(run);
      m.hot(' 15ms n 9ms n 9ms n 9ms n', { n: note }).subscribe(run);
      m.expect(socket$, '^ 60ms !').toBeObservable('10ms L');
      m.flush();
      expect(heard).to.deep.equal([
        [15, 10],
        [25, 20],
        [35, 30],
        [45, 40],
      ]);
    }),
  );

  it('R7: pings where the runtime can, and tells where it cannot', () => {
    const { link, socket, subscription } = opened();
    expect(link.ping()).to.equal(true);
    expect(socket.log).to.deep.equal(['ping']);
    subscription.unsubscribe();
    const { socket$, newest, link: bare } = stage(FakeWebSocket);
    const other = socket$.subscribe();
    newest().opens();
    expect(bare().ping()).to.equal(false);
    other.unsubscribe();
  });

  it(
    'leaves the closing handshake its time after farewell',
    marbles(m => {
      const { link, socket, subscription, closed } = opened();
      const at: [number, number][] = [];
      m.hot('l 998ms c 9ms n', {
        l: () => {
          link.close(4000, 'bye');
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
    }),
  );

  it(
    'gives a server up that does not answer the farewell within a second',
    marbles(m => {
      const { link, socket, subscription, closed } = opened();
      const log: string[] = [];
      m.hot('l 998ms n-n 9ms c', {
        l: () => {
          link.close(4000, 'bye');
          subscription.unsubscribe();
        },
        n: () => log.push(`${asyncScheduler.now()} ${closed.length} ${socket.log}`),
        c: () => socket.closes(1006),
      }).subscribe(run);
      m.flush();
      expect(log).to.deep.equal(['999 0 leave 4000 bye', '1001 1 leave 4000 bye,terminate']);
      expect(closed).to.deep.equal([UNANSWERED]);
    }),
  );

  it(
    'says farewell once, and sends nothing after it',
    marbles(m => {
      const { link, socket, subscription } = opened();
      link.close(4000, 'bye');
      link.close(1000, 'again');
      socket.readyState = 1;
      expect(link.send('after')).to.equal(false);
      expect(socket.log).to.deep.equal(['leave 4000 bye']);
      subscription.unsubscribe();
      m.flush();
    }),
  );

  it(
    'left before its farewell, it is not dropped, and sends nothing',
    marbles(m => {
      const { link, socket, subscription, closed } = opened();
      link.leave();
      subscription.unsubscribe();
      socket.readyState = 1;
      expect(link.send('after')).to.equal(false);
      expect(socket.log).to.deep.equal([]);
      link.close(4000, 'bye');
      expect(socket.log).to.deep.equal(['leave 4000 bye']);
      socket.closes(4000, 'bye');
      m.flush();
      expect(closed).to.deep.equal([GOODBYE]);
    }),
  );

  it(
    'R3: errors like any other end, when it is not left after farewell',
    marbles(m => {
      const { link, socket, errors, closed } = opened();
      link.close(4000, 'bye');
      expect(errors).to.deep.equal([]);
      socket.closes(4000, 'bye');
      m.flush();
      expect(errors).to.deep.equal([lost('close code 4000', end(4000, 'bye', true))]);
      expect(closed).to.deep.equal([GOODBYE]);
    }),
  );

  it(
    'gives the frames of the server until it has closed',
    marbles(m => {
      const { link, socket, subscription, frames } = opened();
      link.close(1000, '');
      socket.hears('last');
      socket.closes(1000);
      subscription.unsubscribe();
      m.flush();
      expect(frames).to.deep.equal(['last']);
    }),
  );

  it(
    "closes a browser's socket with code and reason",
    marbles(m => {
      const { socket$, newest, link } = stage(FakeWebSocket);
      const subscription = socket$.subscribe();
      newest().opens();
      link().close(4000, 'bye');
      subscription.unsubscribe();
      expect(newest().log).to.deep.equal(['close 4000 bye']);
      newest().closes(4000, 'bye');
      m.flush();
    }),
  );

  it('says no farewell when it is gone', () => {
    const { link, socket, errors } = opened();
    socket.closes(1001);
    const { length } = socket.log;
    link.close(1000, '');
    expect(socket.log).to.have.length(length);
    expect(errors).to.have.length(1);
  });

  it('R21: what comes before it is open is nobody’s', () => {
    const { socket$, newest, frames } = stage(FakeWebSocket);
    const subscription = socket$.subscribe();
    newest().hears('early');
    newest().opens();
    newest().hears('in time');
    subscription.unsubscribe();
    expect(frames).to.deep.equal(['in time']);
  });

  it('R6: a socket whose constructor leaves the dial is dropped', () => {
    const frames = new Subscriber<string>();
    class Leaving extends FakeWebSocket {
      constructor(...given: unknown[]) {
        super(...given);
        frames.unsubscribe();
      }
    }
    const { socket$, newest, closed } = stage(Leaving);
    socket$.subscribe(frames);
    expect(newest().log).to.deep.equal(['close 1000']);
    newest().opens();
    expect(closed).to.deep.equal([]);
  });

  it('R3: a constructor that throws a DOMException is an error with its cause', () => {
    const cause = new DOMException('An insecure WebSocket connection may not be initiated', 'SecurityError');
    const WebSocketCtor = class {
      constructor() {
        throw cause;
      }
    } as unknown as WebSocketConstructor;
    let facts: Facts = {};
    openSocket({
      address: 'ws://a',
      url: 'ws://a/',
      openObserver,
      closeObserver: openObserver,
      WebSocketCtor,
    }).subscribe({
      error: error => {
        facts = factsOf(error);
      },
    });
    expect(facts).to.deep.include({ code: 1006, message: `the connection to ws://a failed: ${cause.message}` });
  });
});

import { expect } from 'chai';
import { filter, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { BeamChat } from '../../lib/index.js';
import { replaceGlobals } from '../kit/globals.js';
import { next, onStage } from '../kit/live.js';
import { client, faked, frames, greet, outcome, rawServer, sentBy, session, until } from './kit.js';

const HOUR_MS = 3_600_000;

/** Holds up the event loop, as a long computation does. */
const busyFor = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

/** The ids 0, 1, 2 … of that many calls; an assertion on the whole list would take longer than the calls. */
const expectCounting = (ids: readonly number[], count: number): void => {
  expect(ids).to.have.length(count);
  expect(
    ids.findIndex((id, at) => id !== at),
    'the first id out of order',
  ).to.equal(-1);
};

describe('the rules of time', () => {
  const stage = onStage();
  const { set } = replaceGlobals();
  const { now } = Date;
  afterEach(() => {
    Date.now = now;
  });

  /** A client of a server that answers nothing. */
  const unanswered = async (callTimeout: number) => {
    const raw = await rawServer(stage, greet, () => {});
    const made = client(stage, [raw.url], { callTimeout });
    made.socket.boot();
    await session(made.chat, 1);
    return made;
  };

  for (const [how, by] of [
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ] as const) {
    it(`R15: a system clock that is set ${how} takes no time from a call, and gives it none`, async () => {
      const { chat } = await unanswered(200);
      const start = performance.now();
      const older = outcome(chat.call<unknown>('older'));
      await until(() => performance.now() - start > 150);
      const younger = outcome(chat.call<unknown>('younger'));
      const made = performance.now();
      Date.now = () => now() + by;
      expect(await older).to.equal('timeout unknown');
      expect(await younger).to.equal('timeout unknown');
      // A timer of Node's may be 1 ms early by this clock.
      expect(performance.now() - made).to.be.within(199, 2_000);
    });
  }

  it('R15: an answer that was in the socket when the deadline passed counts: the process was busy', async () => {
    const raw = await rawServer(stage, greet, ({ id }, { ws }) => {
      ws.send(frames.reply(id, 'in time'));
      // The server is in this process too: the answer has left it, and nobody has read it yet.
      busyFor(60);
    });
    const { chat, errors } = client(stage, [raw.url], { callTimeout: 40 });
    chat.boot();
    await session(chat, 1);
    for (let n = 0; n < 3; n += 1) expect(await outcome(chat.call<unknown>('quick'))).to.equal('value "in time"');
    expect(errors).to.deep.equal([]);
  });

  it('R15, R7: so does a pong', async () => {
    let pings = 0;
    const raw = await rawServer(stage, visit => {
      greet(visit);
      visit.ws.on('ping', () => {
        pings += 1;
        busyFor(60);
      });
    });
    const { chat, errors } = client(stage, [raw.url], { pingInterval: 5, pingTimeout: 40 });
    chat.boot();
    await session(chat, 1);
    await until(() => pings >= 3);
    expect(errors).to.deep.equal([]);
    expect(raw.connections).to.have.length(1);
  });

  it('R15, R27: a timer that was lost to faked timers does not take the later calls with it', async () => {
    const { chat } = await unanswered(30);
    const { setInterval } = globalThis;
    set('setInterval', () => 0);
    const meanwhile = outcome(chat.call<unknown>('meanwhile'));
    set('setInterval', setInterval);
    const later = outcome(chat.call<unknown>('later'));
    expect(await Promise.all([meanwhile, later])).to.deep.equal(['timeout unknown', 'timeout unknown']);
  });

  it('R12: a call that waits, and no boot(): one process warning after 5 s', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const scheduler = new TestScheduler(() => {});
    scheduler.run(() => {
      const chat = new BeamChat(['ws://127.0.0.1:1']);
      for (let n = 0; n < 3; n += 1) chat.call('msg', ['hello']).catch(() => {});
      scheduler.schedule(() => void chat.close(), 60_000);
      const booted = faked().chat.boot();
      booted.call('msg', ['hello']).catch(() => {});
      scheduler.schedule(() => void booted.close(), 60_000);
    });
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings.map(({ name, message }) => `${name}: ${message}`)).to.deep.equal([
      'BeamWarning: calls of a client wait for boot(), which was never called: 3',
    ]);
  });

  it('R12, R18: a long spool leaves in slices, a turn of the event loop each, in order and before later calls', async function () {
    this.timeout(20_000);
    const COUNT = 100_000;
    const { chat, welcomeNewest } = faked({ spool: { limit: COUNT } });
    for (let n = 0; n < COUNT; n += 1) void chat.call<unknown>('x', [], { noReply: true });
    const perTurn: number[] = [];
    const ids: number[] = [];
    chat.sent$.subscribe(({ id }) => ids.push(id));
    chat.boot();
    welcomeNewest();
    void chat.call<unknown>('later', [], { noReply: true });
    while (ids.length <= COUNT) {
      perTurn.push(ids.length - perTurn.reduce((sum, each) => sum + each, 0));
      await new Promise(setImmediate);
    }
    // A slow turn ends sooner.
    expect(Math.max(...perTurn)).to.be.within(8, 2_048);
    expectCounting(ids, COUNT + 1);
    await chat.close();
  });

  it('R12: connected is announced after the first slice, and what its handlers call goes last', async () => {
    const { chat, welcomeNewest } = faked({ spool: { limit: 5_000 } });
    stage.with(chat);
    for (let n = 0; n < 5_000; n += 1) void chat.call<unknown>('x', [], { noReply: true });
    const sent: string[] = [];
    chat.sent$.subscribe(({ method }) => sent.push(method));
    const announcedAt: number[] = [];
    chat.connected$.subscribe(() => {
      announcedAt.push(sent.length);
      void chat.call<unknown>('last', [], { noReply: true });
    });
    chat.boot();
    const socket = welcomeNewest();
    const last = next(chat.sent$.pipe(filter(({ method }) => method === 'last')), 'the last call');
    await last;
    expect(announcedAt).to.have.length(1);
    expect(announcedAt[0]).to.be.within(8, 2_048);
    expect(sentBy(socket).map(({ method }) => method)).to.deep.equal([...Array(5_000).fill('x'), 'last']);
  });

  it('R20: the work to tell a call that a handler makes does not grow with the calls that it makes', async () => {
    const COUNT = 20_000;
    const { chat, welcomeNewest } = faked();
    const told: number[] = [];
    chat.sent$.subscribe(({ id }) => told.push(id));
    chat.connected$.pipe(take(1)).subscribe(() => {
      for (let n = 0; n < COUNT; n += 1) void chat.call<unknown>('x', [], { noReply: true });
    });
    // Whatever takes the first element away moves all the others.
    let moved = 0;
    const { shift } = Array.prototype;
    Object.defineProperty(Array.prototype, 'shift', {
      configurable: true,
      writable: true,
      value(this: unknown[]) {
        moved += this.length;
        return shift.call(this);
      },
    });
    try {
      chat.boot();
      welcomeNewest();
    } finally {
      Object.defineProperty(Array.prototype, 'shift', { configurable: true, writable: true, value: shift });
    }
    expectCounting(told, COUNT);
    expect(moved).to.be.below(COUNT);
    await chat.close();
  });
});

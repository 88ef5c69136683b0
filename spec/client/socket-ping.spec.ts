import { expect } from 'chai';
import { Subject } from 'rxjs';
import { type Context, marbles } from 'rxjs-marbles/mocha/index.js';
import type { RpcSetUp } from '../../lib/client/rpc-set-up.js';
import { socketPing } from '../../lib/client/socket-ping.js';
import type { Link } from '../../lib/link/link.js';
import { factsOf } from '../kit/facts.js';
import { play, timersOf } from '../kit/session-kit/play.js';

/** The pings of a client over the session that the spec gives, and how each of them settles. */
const stage = (has: Partial<Link> = {}, state = 'connected') => {
  const pong$ = new Subject<void>();
  const closed$ = new Subject<unknown>();
  const log: string[] = [];
  const link = {
    pong$,
    ping: () => {
      log.push('ping');
      return true;
    },
    ...has,
  };
  const parts = { calls: { session: {} }, announcements: { closed$, status: { state } } };
  const settled: Promise<unknown>[] = [];
  const ping = (timeoutMs = 20_000) =>
    void settled.push(
      socketPing({ demux: { connection: { link } }, parts, callTimeout: timeoutMs } as unknown as RpcSetUp).catch(
        factsOf,
      ),
    );
  return { pong$, closed$, log, ping, settled: () => Promise.all(settled) };
};

/** Runs in virtual time, and leaves no timer and nobody who listens. */
const run = ({ pong$, closed$ }: ReturnType<typeof stage>, act: (m: Context) => void): void =>
  marbles(m => {
    act(m);
    m.flush();
    expect([timersOf(m), pong$.observed, closed$.observed]).to.deep.equal([0, false, false]);
  })();

describe('socketPing', () => {
  it('is the time from the ping of the WebSocket to its pong', async () => {
    const staged = stage();
    run(staged, m => play(m, 'p 99ms o', { p: staged.ping, o: () => staged.pong$.next() }));
    expect(staged.log).to.deep.equal(['ping']);
    expect(await staged.settled()).to.deep.equal([100]);
  });

  it('listens before it pings: a socket may answer within its ping', async () => {
    const staged: ReturnType<typeof stage> = stage({
      ping: () => {
        staged.pong$.next();
        return true;
      },
    });
    run(staged, () => staged.ping());
    expect(await staged.settled()).to.deep.equal([0]);
  });

  it('rejects as not-connected without a session, and sets no timer', async () => {
    const staged = stage();
    const parts = { calls: { session: undefined }, announcements: { closed$: staged.closed$ } };
    const without = { demux: { connection: { link: {} } }, parts, callTimeout: 20_000 };
    const settled: Promise<unknown>[] = [];
    run(staged, () => {
      settled.push(socketPing(without as unknown as RpcSetUp).catch(factsOf));
    });
    expect(await settled[0]).to.deep.equal({
      name: 'CallError',
      message: 'the ping failed: no connection is ready',
      method: 'ping',
      kind: 'not-connected',
      delivery: 'never',
    });
  });

  it('rejects as disconnected when the connection is lost meanwhile', async () => {
    const staged = stage();
    run(staged, m => play(m, 'p--c', { p: staged.ping, c: () => staged.closed$.next({}) }));
    expect(await staged.settled()).to.deep.equal([
      {
        name: 'CallError',
        message: 'the ping failed: the connection was lost',
        method: 'ping',
        kind: 'disconnected',
        delivery: 'unknown',
      },
    ]);
  });

  it('rejects as closed when the client itself closes', async () => {
    const staged = stage({}, 'closing');
    run(staged, m => play(m, 'p--c', { p: staged.ping, c: () => staged.closed$.next({}) }));
    expect(await staged.settled()).to.deep.include.members([
      {
        name: 'CallError',
        message: 'the ping failed: the connection was lost',
        method: 'ping',
        kind: 'closed',
        delivery: 'unknown',
      },
    ]);
  });

  it('rejects with a TimeoutError after callTimeout', async () => {
    const staged = stage();
    const at: number[] = [];
    run(staged, m => {
      play(m, 'p 4999ms nn', {
        p: () => staged.ping(5_000),
        n: () => at.push(staged.pong$.observed ? 1 : 0),
      });
    });
    expect(at).to.deep.equal([1, 0]);
    expect(await staged.settled()).to.deep.equal([
      {
        name: 'TimeoutError',
        message: 'no answer to "ping" in 5000 ms',
        method: 'ping',
        kind: 'timeout',
        delivery: 'unknown',
        waited: 5_000,
      },
    ]);
  });

  for (const forEver of [0, Number.POSITIVE_INFINITY]) {
    it(`with the timeout ${forEver} it waits for ever`, async () => {
      const staged = stage();
      run(staged, m => play(m, 'p 60m o', { p: () => staged.ping(forEver), o: () => staged.pong$.next() }));
      expect(await staged.settled()).to.deep.equal([3_600_001]);
    });
  }

  it('rejects with a TypeError where the WebSocket cannot ping', async () => {
    const staged = stage({ ping: () => false });
    run(staged, () => staged.ping());
    expect(await staged.settled()).to.deep.equal([
      { name: 'TypeError', message: 'neither the protocol of this client nor its WebSocket has a ping' },
    ]);
  });

  it('rejects with what a ping throws', async () => {
    const boom = new Error('socket');
    const staged = stage({
      ping: () => {
        throw boom;
      },
    });
    run(staged, () => staged.ping());
    expect(await staged.settled()).to.deep.equal([factsOf(boom)]);
  });

  it('several pings may wait for a pong', async () => {
    const staged = stage();
    run(staged, m => play(m, 'p-p-o', { p: staged.ping, o: () => staged.pong$.next() }));
    expect(await staged.settled()).to.deep.equal([4, 2]);
  });
});

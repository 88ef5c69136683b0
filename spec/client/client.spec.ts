import { expect } from 'chai';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { setUpOf, spoolLength, startCall } from '../../lib/client/client.js';
import type { CallOptions } from '../../lib/traffic/call-options.js';
import { stageClient } from '../kit/array-client.js';
import { asFields } from '../kit/facts.js';
import { rejection } from '../kit/live.js';
import { play } from '../kit/session-kit/play.js';
import { HelloSetUp } from '../protocol/second-protocol.js';

describe('Client', () => {
  it(
    'R28: opens nothing before boot()',
    marbles(m => {
      const { client, sockets } = stageClient();
      client.connected$.subscribe();
      // It may reject when all is over.
      client.call$('echo', [1]).subscribe({ error: () => {} });
      m.flush();
      expect(sockets.made).to.deep.equal([]);
      expect(client.boot()).to.equal(client);
      expect(sockets.made).to.have.length(1);
    }),
  );

  it(
    'R12: call$ is cold: each subscription is a call, spooled until there is a session',
    marbles(m => {
      const { client, sockets } = stageClient();
      const sum$ = client.call$('add', [1, 2]);
      const first = '     ^-------!';
      const second = '    --^------!';
      play(m, '           -b-k-yx', {
        b: () => client.boot(),
        k: sockets.connects,
        y: () => sockets.hears([2, null, 'second']),
        x: () => sockets.hears([1, null, 'first']),
      });
      m.expect(sum$, first).toBeObservable(' ------(x|)', { x: 'first' } as never);
      m.expect(sum$, second).toBeObservable('-----(y|)', { y: 'second' } as never);
      m.flush();
      expect(sockets.sent()).to.deep.equal([['[1,"add",1,2]', '[2,"add",1,2]']]);
    }),
  );

  it(
    'R16: unsubscribing cancels a call: a spooled one is never sent',
    marbles(m => {
      const { client, sockets } = stageClient();
      play(m, '--b-k', { b: () => client.boot(), k: sockets.connects });
      m.expect(client.call$('echo', [1]), '^--!').toBeObservable('-');
      m.flush();
      expect(sockets.sent()).to.deep.equal([[]]);
      expect(spoolLength(client)).to.equal(0);
    }),
  );

  it(
    'spoolLength counts what waits, spooled$ tells of each, and sent$ when it goes',
    marbles(m => {
      const { client, sockets } = stageClient();
      const lengths: number[] = [];
      const note = () => lengths.push(spoolLength(client));
      m.expect(client.spooled$).toBeObservable('-s---', { s: [1, 'echo', 'a'] } as never);
      m.expect(client.sent$).toBeObservable('   ----s', { s: [1, 'echo', 'a'] } as never);
      play(m, '                              ncnbkn', {
        n: note,
        c: () => client.call$('echo', ['a'], { timeout: 0 }).subscribe({ error: () => {} }),
        b: () => client.boot(),
        k: sockets.connects,
      });
      m.flush();
      expect(lengths).to.deep.equal([0, 1, 0]);
    }),
  );

  it(
    'events$ and packets$ emit what comes, over all connections',
    marbles(m => {
      const { client, sockets } = stageClient();
      const tick = (data: number) => () => sockets.hears([-1, 'tick', data]);
      play(m, '                                  bkt-xkut', {
        b: () => client.boot(),
        k: sockets.connects,
        x: sockets.drops,
        t: tick(1),
        u: tick(2),
      });
      m.expect(client.events$('tick')).toBeObservable('--t---ut', { t: 1, u: 2 });
      m.expect(client.packets$).toBeObservable('       -ht--hut', {
        h: 'hello',
        t: [-1, 'tick', 1],
        u: [-1, 'tick', 2],
      } as never);
    }),
  );

  it('startCall settles the resolvers that it is given, and rejects with the server’s error as sent', () => {
    const { client, sockets } = stageClient();
    client.boot();
    sockets.connects();
    const ends: unknown[] = [];
    const resolvers = { resolve: (data: unknown) => ends.push(data), reject: (error: unknown) => ends.push(error) };
    startCall(client, 'echo', [1], undefined, resolvers);
    startCall(client, 'echo', [2], undefined, resolvers);
    sockets.hears([1, null, 'yes']);
    sockets.hears([2, 'no']);
    expect(ends).to.deep.equal(['yes', 'no']);
    expect(setUpOf(client)).to.be.instanceOf(HelloSetUp);
    sockets.drops();
    void client.close();
  });

  const wrong: [what: string, options: CallOptions][] = [
    ['an impossible option', { timeout: -1 }],
    ['a signal that is aborted', { signal: AbortSignal.abort() }],
  ];
  for (const [what, options] of wrong) {
    it(
      `R13: call$ errors on the spot for ${what}`,
      marbles(m => {
        const name = what.startsWith('a signal') ? 'CallError' : 'TypeError';
        const facts = name === 'TypeError' ? { name } : { name, method: 'echo', kind: 'aborted', delivery: 'never' };
        const { client } = stageClient();
        m.expect(client.call$('echo', [1], options).pipe(asFields)).toBeObservable('#', undefined, facts);
      }),
    );
  }

  it('ping() asks with the method of the protocol, and never waits for a connection', async () => {
    const { client, sockets } = stageClient();
    const error = await rejection(client.ping());
    expect(error).to.include({ method: 'knock', kind: 'not-connected', delivery: 'never' });
    client.boot();
    sockets.connects();
    const roundTrip = client.ping();
    expect(sockets.sent()).to.deep.equal([['[2,"knock"]']]);
    sockets.hears([2, null]);
    expect(await roundTrip).to.be.at.least(0);
    sockets.drops();
    await client.close();
  });

  it('disposing of it closes, and then completes every stream', async () => {
    const { client } = stageClient();
    const log: string[] = [];
    client.closed$.subscribe({ next: () => log.push('closed'), complete: () => log.push('complete') });
    client.events$('tick').subscribe({ complete: () => log.push('no more events') });
    await client[Symbol.asyncDispose]();
    expect(log).to.deep.equal(['closed', 'complete', 'no more events']);
  });
});

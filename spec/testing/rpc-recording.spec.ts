import { expect } from 'chai';
import { asyncScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { type Protocol, RpcClient } from '../../lib/index.js';
import { cdp, ethereum, jsonRpc, rpcWebsockets } from '../../lib/json-rpc/index.js';
import { type RecordedEntry, record, ScriptedSocket, type ServerWire } from '../../lib/testing/index.js';
import { arrayProtocol } from '../protocol/second-protocol.js';
import { execute, type RpcIncident } from './execute.js';
import { inVirtualTime, loggingIn, longSession, timed } from './long-session.js';
import { recordedIncident, watchRpc } from './rpc-incident.js';

const endsOf = (entries: readonly RecordedEntry[]): string[] =>
  entries.filter(entry => entry.type === 'settled').map(({ call, kind, delivery }) => `${call} ${kind} ${delivery}`);

/** Executes a script in virtual time. */
const replayOf = async (source: string) => {
  const incident = await execute<RpcIncident>(source);
  return new TestScheduler(() => {}).run(({ flush }) => {
    const { client, steps$ } = incident();
    const log = watchRpc(client);
    const recording = record(client, { last: 100_000 });
    steps$.subscribe();
    flush();
    return { log, recording };
  });
};

/** What was logged in a time, which counts from its beginning; sessions have other numbers. */
const within = (log: readonly string[], from: number): string[] =>
  log
    .map(line => [Number(line.split(' ')[0]), line.slice(line.indexOf(' ') + 1)] as const)
    .filter(([at]) => at >= from)
    .map(([at, text]) => `${at - from} ${text.replace(/session \d+/, 'session').replace(/(status \w+ \d+).*/, '$1')}`);

const SEEDS = 100;
/** In real time, a timeout may end in the ms of a frame, and a recording has whole ms. It does not do so again and again. */
const AGAIN = 2;

interface Facts {
  readonly log: readonly string[];
  readonly ends: readonly string[];
}

const recordedAndReplayed = async (seed: number): Promise<readonly [recorded: Facts, replayed: Facts]> => {
  const { log, recording } = await recordedIncident(seed, 100_000);
  const source = recording.toScript();
  expect(source).not.to.include('hidden');
  const replayed = await replayOf(source);
  return [
    { log, ends: endsOf(recording.entries) },
    { log: replayed.log, ends: endsOf(replayed.recording.entries) },
  ];
};

const isSame = (tried: readonly unknown[]): boolean => {
  const [recorded, replayed] = tried.map(facts => JSON.stringify(facts));
  return recorded === replayed;
};

describe('record, of an RpcClient', function () {
  this.timeout(180_000);

  it(`R51: a script makes the statuses, items, events and ends of a recording over real sockets the same again, over ${SEEDS} seeds`, async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      let tried = await recordedAndReplayed(seed);
      for (let again = 0; again < AGAIN && !isSame(tried); again += 1) tried = await recordedAndReplayed(seed);
      const [recorded, replayed] = tried;
      expect(replayed, `seed ${seed}`).to.deep.equal(recorded);
      for (const line of recorded.log) seen.add(line.split(' ').slice(0, 2).join(' '));
    }
    expect([...seen]).to.include.members([
      'items of',
      'call of',
      'asked for',
      'status reconnecting',
      'error ConnectionError',
    ]);
  });

  for (const last of [10_000, 250, 120, 40]) {
    it(`R51: the newest ${last} entries make what they say happen again, with what went on before`, async () => {
      const { log, recording } = inVirtualTime(() => longSession(last));
      const source = recording.toScript();
      expect(source).not.to.include('hidden');
      const incident = await execute<RpcIncident>(source);
      const replayed = inVirtualTime(() => {
        const { client, steps$ } = incident(loggingIn);
        const seen = timed(watchRpc(client));
        steps$.subscribe();
        return seen;
      });
      const [{ at: from }] = recording.entries as [RecordedEntry];
      // What brought the client there, and the end of what was called before, is not of the recording.
      const skipped = last === 10_000 ? 0 : 4;
      expect(within(replayed, skipped)).to.deep.equal(within(log, from + skipped));
      expect(within(replayed, skipped).join())
        .to.match(/items of heads/)
        .and.match(/call of echo/);
    });
  }

  it('R51: the script of a protocol of the user takes the protocol', async () => {
    const server: ServerWire = {
      read: text => {
        const [id, method, ...args] = JSON.parse(String(text));
        return { type: 'call', id, method, args };
      },
      reply: ({ id }, data) => JSON.stringify([id, null, data]),
      refusal: ({ id }, error) => JSON.stringify([id, error]),
      event: (name, data) => JSON.stringify([-1, name, data]),
    };
    const { log, recording } = inVirtualTime(() => {
      const values = { n: { type: 'event', name: 'news', data: 'hi' } as const };
      const servers = new ScriptedSocket(
        { 'wss://a.test/': ['u 20ms n 30ms #', '9ms u'] },
        { protocol: arrayProtocol, server, values, replies: { add: (a: number, b: number) => a + b } },
      );
      const { addresses, WebSocketCtor } = servers;
      const client = new RpcClient(addresses, { protocol: arrayProtocol, WebSocketCtor, random: () => 0.1 });
      const recorded = record(client);
      const seen = timed(watchRpc(client));
      client.boot();
      for (const at of [5, 40, 55])
        asyncScheduler.schedule(() => client.call$('add', [at, 1]).subscribe({ error: () => {} }), at);
      asyncScheduler.schedule(() => void client.close(), 1_000);
      return { log: seen, recording: recorded };
    });
    const source = recording.toScript();
    expect(source).to.include('export const incident = (protocol: Protocol) => {').and.not.to.include('json-rpc');
    const incident = await execute<RpcIncident>(source);
    const replayed = inVirtualTime(() => {
      const { client, steps$ } = incident(arrayProtocol);
      const seen = timed(watchRpc(client));
      steps$.subscribe();
      return seen;
    });
    expect(replayed).to.deep.equal(log);
    expect(replayed.join()).to.include('call of add 41').and.include('news "hi"');
  });

  for (const [dialect, options] of Object.entries({ '': {}, ethereum, cdp, rpcWebsockets })) {
    it(`R51: the script knows jsonRpc(${dialect}) by itself, and no other set of options`, () => {
      const sourceOf = (protocol: Protocol) => record(new RpcClient(['wss://a.test'], { protocol })).toScript();
      expect(sourceOf(jsonRpc(options))).to.include(`(protocol: Protocol = jsonRpc(${dialect})) => {`);
      expect(sourceOf(jsonRpc({ ...options, firstId: 7 }))).to.include('(protocol: Protocol) => {');
    });
  }
});

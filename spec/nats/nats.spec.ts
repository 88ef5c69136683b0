import { createServer } from 'node:http';
import { expect } from 'chai';
import { concatMap, defer, from, interval, map, range, retry, take, timer, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { serveChat } from '../../docs/examples/nats/chat-server.js';
import { type NatsMessage, nats } from '../../docs/examples/nats/nats.js';
import { AuthenticationFailedError, type CallError, ReplyError, RpcClient } from '../../lib/index.js';
import { errorsOf, gather } from '../foreign-servers/client/clients.js';
import { listen, type Running } from '../foreign-servers/host.js';
import { next, rejection } from '../kit/live.js';
import { type Cluster, NATS_USER, startCluster } from './cluster.js';

const DEADLINE = 20_000;

describe('the example for NATS, with a cluster of three nodes', () => {
  let cluster: Cluster;
  const made: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map(each => each.close()));
    await cluster.stop();
  });

  /** A client that tries the nodes in this order. */
  const connect = async (...order: number[]): Promise<RpcClient> => {
    const addresses = order.map(i => cluster.nodes[i]?.url ?? '');
    const client = new RpcClient(addresses, { protocol: nats(NATS_USER), random: () => 0 }).boot();
    made.push(client);
    await next(client.connected$);
    return client;
  };

  /** Answers each request of a subject by its data. */
  const echo = (client: RpcClient, subject: string, group = ''): unknown[] => {
    const requests: unknown[] = [];
    client.subscribe$<NatsMessage>(`SUB ${subject}${group}`).subscribe(({ reply, data }) => {
      requests.push(data);
      if (reply !== undefined) void client.call(reply, [data], { noReply: true });
    });
    return requests;
  };

  /** The first reply; a node learns a little later what was subscribed to through another. */
  const answered = (client: RpcClient, subject: string): Promise<unknown> =>
    next(defer(() => client.call(subject)).pipe(retry({ delay: () => timer(10) })), 'reply', DEADLINE);

  it('makes requests, and rejects those for which nobody has subscribed', async () => {
    const client = await connect(0);
    const errors = errorsOf(client);
    expect(client.status).to.deep.include({ state: 'connected' });
    const nobody = (await rejection(client.call('nobody'))) as ReplyError;
    expect(nobody).to.be.instanceOf(ReplyError);
    expect(nobody.error).to.deep.equal({ code: '503', message: 'nobody has subscribed to this subject' });
    const requests = echo(client, 'echo');
    expect(await client.call('echo', ['é'])).to.equal('é');
    expect(await client.call('echo', { a: [1] })).to.deep.equal({ a: [1] });
    expect(await client.call('echo', [null])).to.equal(null);
    expect(await client.call('echo')).to.equal(undefined);
    expect(requests).to.deep.equal(['é', { a: [1] }, null, undefined]);
    expect(errors).to.deep.equal([]);
  });

  it('lets no subject be more than a subject', async () => {
    const client = await connect(0);
    for (const subject of ['a b', 'a\r\nPUB b 0', 'a..b', '.a']) {
      expect(await rejection(client.call(subject)), subject).to.include({ kind: 'encoding', delivery: 'never' });
      const subscribed = next(client.subscribe$(`SUB ${subject}\n`));
      expect(await rejection(subscribed), subject).to.include({ kind: 'encoding' });
    }
    expect(await rejection(client.call('a', [1, 2]))).to.include({ kind: 'encoding' });
  });

  it('takes payloads that fill many frames, and those that share one', async () => {
    const client = await connect(0);
    const errors = errorsOf(client);
    echo(client, 'echo');
    const long = 'é'.repeat(400_000);
    const replies = await Promise.all([...Array(50).keys(), long].map(data => client.call('echo', [data])));
    expect(replies).to.deep.equal([...Array(50).keys(), long]);
    expect(errors).to.deep.equal([]);
  });

  it('publishes through one node what is heard through another, by wildcard and by queue group', async () => {
    const [one, two, three] = [await connect(0), await connect(1), await connect(2)];
    echo(two, 'ready.two');
    echo(three, 'ready.three');
    const heard = gather(two.subscribe$<NatsMessage>('SUB news.*'));
    const groups = [echo(two, 'jobs', ' workers'), echo(three, 'jobs', ' workers')];
    echo(two, 'done');
    await answered(one, 'done');
    await answered(one, 'ready.three');
    const last = next(two.subscribe$<NatsMessage>('SUB news.*').pipe(take(3), toArray()));
    for (const n of [1, 2, 3]) await one.call(`news.n${n}`, { n }, { noReply: true });
    await last;
    expect(heard).to.deep.equal([1, 2, 3].map(n => ({ subject: `news.n${n}`, reply: undefined, data: { n } })));
    await Promise.all([...Array(100).keys()].map(n => one.call('jobs', [n])));
    const all = groups.flat().sort((a, b) => Number(a) - Number(b));
    expect(all).to.deep.equal([...Array(100).keys()]);
  });

  it('goes on at the next node when one is killed under 1,000 calls a second, and accounts for every call', async () => {
    const service = await connect(2);
    const received = echo(service, 'orders');
    const client = await connect(0, 1);
    const watcher = await connect(1);
    await answered(client, 'orders');
    await answered(watcher, 'orders');
    received.length = 0;
    const ends: { n: number; end: 'resolved' | CallError }[] = [];
    const make = async (n: number) => {
      const end = await client.call('orders', [n], { timeout: 5_000 }).then(
        value => (value === n ? 'resolved' : Promise.reject(new Error('the reply of another call'))),
        (error: CallError) => error,
      );
      ends.push({ n, end: end as 'resolved' | CallError });
    };
    const calls$ = interval(10).pipe(
      take(300),
      map(tick => {
        const calls = Array.from({ length: 10 }, (_, i) => make(tick * 10 + i));
        // These are in flight.
        if (tick === 100) void cluster.nodes[0]?.kill();
        return calls;
      }),
      toArray(),
      concatMap(all => from(Promise.all(all.flat()))),
    );
    const lost = next(client.reconnecting$, 'loss', DEADLINE);
    await next(calls$, 'the last call', DEADLINE);
    expect(await lost).to.be.an('object');
    expect(client.status).to.include({ state: 'connected', address: cluster.nodes[1]?.url });

    const times = new Map<unknown, number>();
    for (const n of received) times.set(n, (times.get(n) ?? 0) + 1);
    expect([...times.values()].every(count => count === 1)).to.equal(true);
    expect(ends.map(({ n }) => n).sort((a, b) => a - b)).to.deep.equal(await next(range(0, 3_000).pipe(toArray())));
    const counts: Record<string, number> = {};
    for (const { n, end } of ends) {
      const how = end === 'resolved' ? end : `${end.kind}, ${end.delivery}`;
      counts[how] = (counts[how] ?? 0) + 1;
      expect(['resolved', 'disconnected, unknown'], String(end)).to.include(how);
      if (end === 'resolved') expect(times.has(n)).to.equal(true);
    }
    expect(counts['resolved']).to.be.above(2_000);
    console.log(`      ${JSON.stringify(counts)}, received ${times.size}`);
  });

  it('has its subscriptions again at the next node', async () => {
    const client = await connect(0, 1);
    const other = await connect(2);
    const heard = gather(client.subscribe$<NatsMessage>('SUB news').pipe(map(({ data }) => data)));
    echo(client, 'ready');
    await answered(other, 'ready');
    const first = next(client.subscribe$('SUB news'));
    await other.call('news', [1], { noReply: true });
    await first;
    const lost = next(client.reconnecting$);
    await cluster.nodes[0]?.kill();
    await lost;
    await next(client.connected$, 'session', DEADLINE);
    await answered(other, 'ready');
    const second = next(client.subscribe$('SUB news'));
    await other.call('news', [2], { noReply: true });
    await second;
    expect(heard).to.deep.equal([1, 2]);
  });

  it('closes the client when its password is wrong, and shows it nowhere', async () => {
    const pass = 'wr0ng';
    const client = new RpcClient([cluster.nodes[0]?.url ?? ''], { protocol: nats({ ...NATS_USER, pass }) });
    made.push(client);
    const error = next(client.errors$);
    client.boot();
    expect(await error).to.be.instanceOf(AuthenticationFailedError);
    expect(String(await error)).not.to.contain(pass);
  });

  it('spreads the channels of a chat server over its nodes', async () => {
    const servers: Running[] = [];
    for (const node of [0, 1]) {
      const http = createServer();
      serveChat(await connect(node), http);
      const running = await listen(http);
      servers.push(running);
      made.push({ close: running.stop });
    }
    const participant = async (server: number, channel: number) => {
      const socket = new WebSocket(`${servers[server]?.url}/chat/${channel}`);
      made.push({ close: async () => socket.terminate() });
      const heard: string[] = [];
      socket.on('message', data => heard.push(JSON.parse(String(data)).text));
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      return { heard, say: (text: string) => socket.send(text) };
    };
    const [ada, bob, eve] = [await participant(0, 42), await participant(1, 42), await participant(1, 43)];
    const until = (isDone: () => boolean, again: () => void = () => {}) =>
      next(
        defer(() => {
          if (isDone()) return [true];
          again();
          throw new Error('not yet');
        }).pipe(retry({ delay: () => timer(10) })),
        'message',
        DEADLINE,
      );
    await until(
      () => bob.heard.includes('anyone?'),
      () => ada.say('anyone?'),
    );
    bob.say('hello');
    await until(() => ada.heard.includes('hello') && bob.heard.includes('hello'));
    expect(eve.heard).to.deep.equal([]);
  });
});

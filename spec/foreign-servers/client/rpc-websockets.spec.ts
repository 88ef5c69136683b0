import { expect } from 'chai';
import { take, toArray } from 'rxjs';
import { WebSocket } from 'ws';
import { CallError, ReplyError } from '../../../lib/index.js';
import { jsonRpc, rpcWebsockets } from '../../../lib/json-rpc/index.js';
import { next, rejection } from '../../kit/live.js';
import { useForeignServers } from '../install.js';
import { type RpcWebSocketsServer, startRpcWebSockets } from '../rpc-websockets.js';
import { clients, errorsOf, gather, lose, reconnect, sentBy } from './clients.js';

const protocol = jsonRpc(rpcWebsockets);

/** Joins the frames of one tick into a batch. */
class Batching extends WebSocket {
  static readonly frames: string[] = [];
  #waiting: string[] = [];
  override send(frame: unknown): void {
    if (this.#waiting.push(String(frame)) > 1) return;
    queueMicrotask(() => {
      const frame = `[${this.#waiting.splice(0).join(',')}]`;
      Batching.frames.push(frame);
      super.send(frame);
    });
  }
}

describe('RpcClient with rpc-websockets 10.0.1', () => {
  useForeignServers();
  const { connect } = clients();
  let server: RpcWebSocketsServer;
  beforeEach(async () => {
    server = await startRpcWebSockets();
  });
  afterEach(() => server.stop());

  it('R36: arguments go as a list, by name, or not at all', async () => {
    const client = await connect(server.url, { protocol });
    expect(await client.call('sum', [2, 3])).to.equal(5);
    expect(await client.call('sum', { a: 2, b: 4 })).to.equal(6);
    expect(await client.call('echo', { a: [null, 'é'] })).to.deep.equal({ a: [null, 'é'] });
    expect(await rejection(client.call('fail'))).to.be.instanceOf(ReplyError);
  });

  it('R36: a refusal is a ReplyError with the error as sent', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const refusals = {
      fail: { code: -32000, message: 'TypeError', data: 'it failed' },
      refuse: { code: 1234, message: 'refused', data: { reason: 'mood' } },
      nope: { code: -32601, message: 'Method not found' },
    };
    for (const [method, error] of Object.entries(refusals)) {
      const refusal = (await rejection(client.call(method))) as ReplyError;
      expect(refusal).to.be.instanceOf(ReplyError);
      expect(refusal.error).to.deep.equal(error);
      expect(refusal.message).to.contain(method).and.to.contain(error.message);
    }
    expect(errors).to.deep.equal([]);
  });

  it('R36: a method that returns nothing is answered with nothing', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    expect(await client.call('echo')).to.equal(undefined);
    expect(errors).to.deep.equal([]);
  });

  it('R35: a call without a reply is a notification, and is not answered', async () => {
    const client = await connect(server.url, { protocol });
    const packets = gather(client.packets$);
    await client.call('echo', ['a'], { noReply: true });
    expect(await client.call('echo', ['b'])).to.deep.equal(['b']);
    expect(server.calls).to.deep.equal(['echo', 'echo']);
    expect(packets).to.have.length(1);
  });

  it('a call that is pending at a drop rejects, or is sent again if it may be', async () => {
    const client = await connect(server.url, { protocol });
    const lost = rejection(client.call('never', ['lost']));
    client.call('never', ['again'], { resend: true }).catch(() => {});
    await client.call('sum', [1, 1]);
    server.drop();
    const error = (await lost) as CallError;
    expect(error).to.be.instanceOf(CallError).and.to.include({ kind: 'disconnected', delivery: 'unknown' });
    expect(await client.call('sum', [1, 2])).to.equal(3);
    expect(server.calls).to.deep.equal(['never', 'never', 'sum', 'never', 'sum']);
  });

  it('R33: after a restart the subscriptions come back, then the spooled calls go, all in their order', async () => {
    const client = await connect(server.url, { protocol });
    const ticks = gather(client.subscribe$('rpc.on', ['tick']));
    await client.call('sum', [1, 1]);
    server.emit('tick', 1);
    await next(client.packets$);
    await lose(client, () => server.stop());
    const sent = sentBy(client);
    const answers = Promise.all([1, 2, 3].map(n => client.call('echo', [n])));
    server = await startRpcWebSockets(server.port);
    expect(await answers).to.deep.equal([[1], [2], [3]]);
    expect(sent).to.deep.equal([
      ['rpc.on', ['tick']],
      ['echo', [1]],
      ['echo', [2]],
      ['echo', [3]],
    ]);
    const three = next(client.subscribe$('rpc.on', ['tick']).pipe(take(3), toArray()));
    for (const n of [2, 3, 4]) server.emit('tick', n);
    expect(await three).to.deep.equal([[2], [3], [4]]);
    expect(ticks).to.deep.equal([[1], [2], [3], [4]]);
  });

  it('R33: a name that the server does not know errors its subscription, and no other', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const ticks$ = client.subscribe$('rpc.on', ['tick']);
    const ticks = gather(ticks$);
    const refusal = (await rejection(next(client.subscribe$('rpc.on', ['nope'])))) as ReplyError;
    expect(refusal).to.be.instanceOf(ReplyError);
    expect(refusal.error).to.deep.equal({ nope: 'provided event invalid' });
    expect(refusal.message).to.contain('provided event invalid');
    const forbidden = (await rejection(next(client.subscribe$('rpc.on', ['secret'])))) as ReplyError;
    expect(forbidden.error).to.deep.equal({ code: -32606, message: 'Event forbidden' });
    const tick = next(ticks$);
    server.emit('tick', { n: 1 });
    await tick;
    expect(ticks).to.deep.equal([{ n: 1 }]);
    expect(errors).to.deep.equal([]);
  });

  it('R33: subscribers share a subscription, and the last one that leaves ends it on the wire', async () => {
    const client = await connect(server.url, { protocol });
    const sent = sentBy(client);
    const packets = gather(client.packets$);
    const [one, two] = [client.subscribe$('rpc.on', ['tick']), client.subscribe$('rpc.on', ['tick'])];
    const [first, second] = [one.subscribe(), two.subscribe()];
    await client.call('sum', [1, 1]);
    first.unsubscribe();
    second.unsubscribe();
    await client.call('sum', [1, 2]);
    expect(sent.filter(each => !String(each).startsWith('sum'))).to.deep.equal([
      ['rpc.on', ['tick']],
      ['rpc.off', ['tick']],
    ]);
    expect(packets[2]).to.deep.include({ result: { tick: 'ok' } });
    server.emit('tick', 1);
    await client.call('sum', [1, 3]);
    expect(packets).to.have.length(5);
  });

  it('R36: the answers to a batch come one by one, in order', async () => {
    const client = await connect(server.url, { protocol, WebSocketCtor: Batching });
    const packets = gather(client.packets$);
    const settled: unknown[] = [];
    const calls = [client.call('echo', ['a']), client.call('refuse'), client.call('sum', { a: 1, b: 2 })];
    for (const call of calls) call.then(settled.push.bind(settled), ({ error }) => settled.push(error.code));
    await Promise.allSettled(calls);
    expect(Batching.frames.map(frame => JSON.parse(frame).length)).to.deep.equal([3]);
    expect(settled).to.deep.equal([['a'], 1234, 3]);
    expect(packets).to.have.length(3);
  });

  it('a close code of the server is announced, and the client comes back', async () => {
    const client = await connect(server.url, { protocol });
    const closed = next(client.closed$);
    await reconnect(client, () => server.closeClients(4001, 'bye'));
    expect(await closed).to.deep.include({ code: 4001, reason: 'bye' });
    expect(await client.call('sum', [1, 1])).to.equal(2);
  });
});

import { once } from 'node:events';
import { expect } from 'chai';
import { stage } from './raw-client.js';

describe('a connection', () => {
  const { listen, connect, enter } = stage();

  it('reads binary frames with text in them, and echoes ids of any kind', async () => {
    const client = await connect(await listen());
    for (const id of ['-17', -17, 0, 2 ** 31, 1.5]) {
      client.send(Buffer.from(JSON.stringify({ type: 'method', method: 'ping', arguments: [], id })));
      expect(await client.reply(id)).to.deep.equal({ type: 'reply', error: null, id });
    }
    client.send(JSON.stringify({ type: 'method', method: 'ping', arguments: [] }));
    expect(await client.take(() => true)).to.deep.equal({ type: 'reply', error: null });
  });

  it('answers what is not JSON, in text or bytes, with UNOTJSON', async () => {
    const client = await connect(await listen());
    for (const frame of ['', '{', 'hello', Buffer.from([0xff, 0xfe])]) {
      client.send(frame);
      expect(await client.take(() => true)).to.deep.equal({ type: 'reply', error: 'UNOTJSON' });
    }
  });

  it('answers protocol pings', async () => {
    const client = await connect(await listen());
    client.socket.ping('x');
    const [payload] = await once(client.socket, 'pong');
    expect(String(payload)).to.equal('x');
  });

  it('closes with 1009 on a frame that is too large', async () => {
    const server = await listen({ maxPayload: 100 });
    const client = await connect(server);
    const other = await connect(server);
    client.send('x'.repeat(101));
    expect((await client.closed).code).to.equal(1009);
    expect((await other.call('ping')).error).to.equal(null);
  });

  it('closes an idle connection with 1001 after idleTimeout', async () => {
    const server = await listen({ idleTimeout: 60 });
    const client = await connect(server);
    const start = performance.now();
    for (let n = 0; n < 5; n += 1) {
      client.socket.ping();
      await once(client.socket, 'pong');
    }
    expect(await client.closed).to.deep.equal({ code: 1001, reason: 'idle' });
    expect(performance.now() - start).to.be.at.least(58);
  });

  it('closes a connection that never sends anything, too', async () => {
    const client = await connect(await listen({ idleTimeout: 10 }));
    expect((await client.closed).code).to.equal(1001);
  });

  it('pings every pingInterval', async () => {
    const server = await listen({ pingInterval: 10 });
    const client = await connect(server);
    await once(client.socket, 'ping');
    await once(client.socket, 'ping');
  });

  it('cuts off a client that does not read', async () => {
    const server = await listen({ maxBacklog: 100_000 });
    const deaf = await enter(server, 42, 'bob');
    const ada = await enter(server, 42, 'ada');
    deaf.socket.pause();
    const data = 'x'.repeat(50_000);
    for (let n = 0; n < 1000 && server.connectionCount() === 2; n += 1) {
      server.emit(42, 'Flood', data);
      await ada.event('Flood');
    }
    expect((await ada.event('UserLeave')).id).to.equal(8);
  });
});

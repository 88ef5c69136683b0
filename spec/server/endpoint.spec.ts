import { expect } from 'chai';
import { filter } from 'rxjs';
import { ChatServer } from '../../lib/server/index.js';
import { soon, stage } from './raw-client.js';

describe('an endpoint', () => {
  const { listen, dial, connect, enter } = stage();

  it('sends a WelcomeEvent with its own id', async () => {
    const server = await listen({ endpoints: 2 });
    const identity = async (endpoint: number): Promise<string> =>
      (await dial(server, endpoint).event('WelcomeEvent')).server;
    expect(await identity(0)).to.match(/^[0-9a-f-]{36}$/);
    expect(await identity(0)).to.equal(await identity(0));
    expect(await identity(0)).not.to.equal(await identity(1));
  });

  it('accepts unknown query parameters and sub-protocols', async () => {
    const server = await listen();
    const opened = soon(server.connections$, 'the connection');
    const client = dial(server, 0, '?version=1.0&Client-ID=abc', ['chat', 'http-only']);
    await client.event('WelcomeEvent');
    expect(await opened).to.deep.equal({
      at: 'opened',
      endpoint: 0,
      connection: 1,
      url: '/?version=1.0&Client-ID=abc',
    });
    expect(client.socket.protocol).to.equal('chat');
  });

  it('stops without a close frame and starts on the same port, repeatedly', async () => {
    const server = await listen({ endpoints: 2 });
    const { url } = server.endpoint(0);
    for (let n = 0; n < 3; n += 1) {
      const client = await enter(server, 42, 'ada', 0);
      const other = await enter(server, 42, 'bob', 1);
      await server.endpoint(0).stop();
      expect(server.connectionCount(0)).to.equal(0);
      expect((await client.closed).code).to.equal(1006);
      expect(await dial(server, 0).opened.catch(({ code }) => code)).to.equal('ECONNREFUSED');
      expect((await other.event('UserLeave')).id).to.equal(7);
      await server.endpoint(0).start();
      expect(server.endpoint(0).url).to.equal(url);
      other.socket.close();
      await other.closed;
    }
  });

  it('stops with a given close frame, even if clients do not answer it', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).stop({ code: 1012, reason: 'restart' });
    expect(await client.closed).to.deep.equal({ code: 1012, reason: 'restart' });
    await server.endpoint(0).start();
    const deaf = await connect(server);
    deaf.socket.pause();
    await server.endpoint(0).stop({ code: 1001 });
    expect(server.connectionCount()).to.equal(0);
  });

  it('applies concurrent starts and stops in order', async () => {
    const server = await listen();
    const endpoint = server.endpoint(0);
    await endpoint.start();
    await Promise.all([endpoint.stop(), endpoint.stop(), endpoint.start(), endpoint.start()]);
    await connect(server);
    await Promise.all([endpoint.start(), endpoint.stop()]);
    expect(await dial(server).opened.catch(({ code }) => code)).to.equal('ECONNREFUSED');
  });

  it('counts open connections', async () => {
    const server = await listen({ endpoints: 2 });
    const clients = [await connect(server, 0), await connect(server, 1), await connect(server, 1)];
    expect(server.connectionCount()).to.equal(3);
    expect(server.connectionCount(1)).to.equal(2);
    expect(server.endpoint(0).connections).to.equal(1);
    const closed = soon(server.connections$.pipe(filter(({ at }) => at === 'closed')), 'the end');
    clients[2]?.socket.close(4000, 'bye');
    expect(await closed).to.deep.equal({ at: 'closed', endpoint: 1, connection: 3, code: 4000, reason: 'bye' });
    expect(server.connectionCount()).to.equal(2);
  });

  it('sends raw frames to all of its sockets', async () => {
    const server = await listen({ endpoints: 2 });
    const [one, two, other] = [await connect(server, 0), await connect(server, 0), await connect(server, 1)];
    server.endpoint(0).send('{"type":"event","event":"Raw","data":1}');
    server.endpoint(0).send(Uint8Array.of(1, 2));
    for (const client of [one, two]) {
      expect(await client.event('Raw')).to.equal(1);
      expect((await client.take(({ type }) => type === 'binary')).data).to.deep.equal(Buffer.from([1, 2]));
    }
    expect(await other.heard()).to.deep.equal([]);
  });

  it('answers plain HTTP with a hint', async () => {
    const server = await listen();
    const response = await fetch(server.endpoint(0).url.replace('ws:', 'http:'));
    expect(response.status).to.equal(426);
  });

  it('fails to listen on a port in use', async () => {
    const server = await listen();
    const port = Number(new URL(server.endpoint(0).url).port);
    const failure = await ChatServer.listen({ port: port - 1 }).catch((error: { code: string }) => error.code);
    expect(failure).to.equal('EADDRINUSE');
  });
});

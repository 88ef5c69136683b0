import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { filter } from 'rxjs';
import type { ChatServer } from '../../lib/server/index.js';
import { type RawClient, soon, stage, ticket } from './raw-client.js';

describe('the faults of an endpoint', () => {
  const { listen, dial, connect, enter } = stage();

  /** Why a socket did not open. */
  const failure = async (client: RawClient): Promise<string> => {
    const reason = await client.opened.then(
      () => 'it opened',
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
    return reason;
  };

  /** Resolves when the server has a call of this method. */
  const received = (server: ChatServer, method: string) =>
    soon(server.received$.pipe(filter(({ packet }) => packet.method === method)), `the call ${method}`);

  it('refuse: closes the port, keeps open connections, and opens it again', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('refuse');
    expect(await failure(dial(server))).to.equal('ECONNREFUSED');
    expect((await client.call('ping')).error).to.equal(null);
    await server.endpoint(0).heal();
    await connect(server);
  });

  it('hang: accepts, and never answers', async () => {
    const server = await listen();
    await server.endpoint(0).fault('hang');
    const stuck = dial(server);
    await connectedTcp(stuck);
    await roundTrip(server);
    await server.endpoint(0).heal();
    await connect(server);
    expect(stuck.socket.readyState).to.equal(stuck.socket.CONNECTING);
    await server.endpoint(0).stop();
    await stuck.closed;
  });

  it('hang: closes when the client does', async () => {
    const server = await listen();
    await server.endpoint(0).fault('hang');
    const { hostname, port } = new URL(server.endpoint(0).url);
    const tcp = connectTcp(Number(port), hostname);
    await once(tcp, 'connect');
    tcp.end('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    tcp.resume();
    await once(tcp, 'close');
  });

  it('httpError: answers the handshake with a status', async () => {
    const server = await listen();
    await server.endpoint(0).fault('httpError');
    expect(await failure(dial(server))).to.equal('Unexpected server response: 503');
    await server.endpoint(0).fault('httpError', 520);
    expect(await failure(dial(server))).to.equal('Unexpected server response: 520');
  });

  it('neverWelcome: sends no WelcomeEvent, and answers calls', async () => {
    const server = await listen();
    await server.endpoint(0).fault('neverWelcome');
    const client = dial(server);
    await client.opened;
    expect((await client.call('auth', 42)).error).to.equal(null);
    expect(await client.heard()).to.deep.equal([]);
  });

  it('lateWelcome: sends the WelcomeEvent later', async () => {
    const server = await listen();
    await server.endpoint(0).fault('lateWelcome', 60);
    const client = dial(server);
    await client.opened;
    expect(await client.heard()).to.deep.equal([]);
    await client.event('WelcomeEvent');
  });

  it('drop: ends open connections without a close frame, and no later ones', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('drop');
    expect((await client.closed).code).to.equal(1006);
    await connect(server);
  });

  it('close: sends a close frame, with a code or with a reason too', async () => {
    const server = await listen();
    const one = await connect(server);
    await server.endpoint(0).fault('close');
    expect(await one.closed).to.deep.equal({ code: 1000, reason: '' });
    const two = await connect(server);
    await server.endpoint(0).fault('close', 1012);
    expect(await two.closed).to.deep.equal({ code: 1012, reason: '' });
    const three = await connect(server);
    await server.endpoint(0).fault('close', { code: 4001, reason: 'moved' });
    expect(await three.closed).to.deep.equal({ code: 4001, reason: 'moved' });
  });

  it('closeAfterWelcome: sends the WelcomeEvent and closes', async () => {
    const server = await listen();
    await server.endpoint(0).fault('closeAfterWelcome', 1013);
    const client = await connect(server);
    expect(await client.closed).to.deep.equal({ code: 1013, reason: '' });
  });

  it('freeze: keeps the connection, and is dead to calls, pings and a close', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    let pongs = 0;
    client.socket.on('pong', () => {
      pongs += 1;
    });
    await server.endpoint(0).fault('freeze');
    client.cast('msg', 'lost');
    client.socket.ping();
    server.emit(42, 'Lost', {});
    await roundTrip(server);
    await server.endpoint(0).heal();
    expect(await client.heard()).to.deep.equal([]);
    expect(pongs).to.equal(0);
    expect((await client.call('history', 10)).data).to.deep.equal([]);
    client.socket.ping();
    await once(client.socket, 'pong');
  });

  it('freeze: answers no close frame, and notices when clients leave', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).fault('freeze');
    client.socket.close();
    await roundTrip(server);
    expect(client.socket.readyState).to.equal(client.socket.CLOSING);
    const closed = soon(server.connections$.pipe(filter(({ at }) => at === 'closed')), 'the end');
    client.socket.terminate();
    await closed;
    expect(server.connectionCount()).to.equal(0);
  });

  it('freeze: accepts no new connections', async () => {
    const server = await listen();
    await server.endpoint(0).fault('freeze');
    const client = dial(server);
    await connectedTcp(client);
    await roundTrip(server);
    expect(client.socket.readyState).to.equal(client.socket.CONNECTING);
    expect(server.connectionCount()).to.equal(0);
  });

  it('slow: delays both directions, and keeps the order', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('slow', 40);
    const start = performance.now();
    const ids = [client.cast('msg', 'one'), client.cast('ping')];
    await client.reply(ids[1]);
    expect(performance.now() - start).to.be.at.least(78);
    expect(client.packets.map(({ type }) => type)).to.deep.equal(['reply', 'event']);
    client.cast('msg', 'two');
    await server.endpoint(0).heal();
    await client.call('ping');
    const { data } = await client.call('history', 10);
    expect(data).to.have.length(2);
  });

  it('delayReplies: holds replies back, not events', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('delayReplies', 40);
    const id = client.cast('msg', 'one');
    await client.event('ChatMessage');
    expect(client.packets).to.deep.equal([]);
    await client.reply(id);
  });

  it('suppressReplies: swallows all, or those of some methods', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('suppressReplies', ['msg']);
    client.cast('msg', 'one');
    await client.call('ping');
    expect(client.packets.map(({ event }) => event)).to.deep.equal(['ChatMessage']);
    await server.endpoint(0).fault('suppressReplies');
    client.cast('ping');
    client.cast('msg', 'two');
    await client.event('ChatMessage');
    await client.event('ChatMessage');
    await server.endpoint(0).heal('suppressReplies');
    await client.call('ping');
    expect(client.packets).to.deep.equal([]);
  });

  it('duplicateReplies: answers twice', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('duplicateReplies');
    const id = client.cast('ping');
    expect(await client.reply(id)).to.deep.equal(await client.reply(id));
  });

  it('reorderReplies: swaps them in pairs, and loses none', async () => {
    const server = await listen();
    const client = await enter(server, 42, 'ada');
    await server.endpoint(0).fault('reorderReplies', 50);
    const ids = [client.cast('ping'), client.cast('ping'), client.cast('ping')];
    const came = [];
    for (const _ of ids) came.push((await client.take(({ type }) => type === 'reply')).id);
    expect(came).to.deep.equal([ids[1], ids[0], ids[2]]);
  });

  it('garbage: sends so many frames that are not JSON', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).fault('garbage', 2);
    await client.call('ping');
    expect(client.packets.map(({ type }) => type)).to.deep.equal(['raw', 'raw']);
  });

  it('binary: sends a binary frame', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).fault('binary');
    await server.endpoint(0).fault('binary', Buffer.from('{}'));
    await client.call('ping');
    expect(client.packets.map(({ type }) => type)).to.deep.equal(['binary', 'binary']);
    expect(String(client.packets[1]?.data)).to.equal('{}');
  });

  it('oversize: sends an event of that size', async () => {
    const server = await listen();
    const client = await connect(server);
    const sizes: number[] = [];
    client.socket.on('message', data => sizes.push((data as Buffer).length));
    await server.endpoint(0).fault('oversize');
    await server.endpoint(0).fault('oversize', 100);
    await client.event('Oversize');
    await client.event('Oversize');
    expect(sizes).to.deep.equal([1_048_577, 100]);
  });

  it('refuseAuth: refuses, with any error, and spends no key', async () => {
    const server = await listen();
    const client = await connect(server);
    const args = await ticket(server, 42, 'ada');
    await server.endpoint(0).fault('refuseAuth');
    expect((await client.call('auth', ...args)).error).to.equal('UNOTFOUND');
    await server.endpoint(0).fault('refuseAuth', { code: 9, message: 'no' });
    expect((await client.call('auth', ...args)).error).to.deep.equal({ code: 9, message: 'no' });
    await server.endpoint(0).heal();
    expect((await client.call('auth', ...args)).error).to.equal(null);
  });

  it('authServerError: fails with 4006', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).fault('authServerError');
    expect((await client.call('auth', 42)).error).to.have.property('code', 4006);
    await server.endpoint(0).fault('authServerError', 'later');
    expect((await client.call('auth', 42)).error).to.deep.equal({ code: 4006, message: 'later' });
  });

  it('silentAuth: leaves auth without an answer, and out of the channel', async () => {
    const server = await listen();
    const client = await connect(server);
    await server.endpoint(0).fault('silentAuth');
    client.cast('auth', 42);
    await client.call('ping');
    expect(client.packets).to.deep.equal([]);
    expect((await client.call('history', 1)).error).to.equal('UACCESS');
  });

  it('combine, and heal one by one', async () => {
    const server = await listen();
    const client = await connect(server);
    const endpoint = server.endpoint(0);
    await endpoint.fault('duplicateReplies');
    await endpoint.fault('suppressReplies', ['history']);
    const both = client.cast('ping');
    client.cast('history', 1);
    await client.reply(both);
    await client.reply(both);
    await endpoint.heal('duplicateReplies');
    await client.call('ping');
    client.cast('history', 1);
    await client.call('ping');
    expect(client.packets).to.deep.equal([]);
  });

  it('stay with their endpoint', async () => {
    const server = await listen({ endpoints: 2 });
    const calls = received(server, 'msg');
    await server.endpoint(0).fault('freeze');
    await (await enter(server, 42, 'ada', 1)).call('msg', 'hello');
    expect(await calls).to.include({ endpoint: 1 });
  });

  it('are refused by name for unknown names and invalid settings', async () => {
    const endpoint = (await listen()).endpoint(0);
    const refusal = async (...args: unknown[]): Promise<unknown> =>
      Reflect.apply(endpoint.fault, endpoint, args).catch((error: unknown) => error);
    const unknown = await refusal('frezee');
    expect(unknown).to.be.instanceOf(TypeError);
    expect(String(unknown)).to.include('"frezee"').and.include('freeze');
    expect(String(await refusal('close', 1006))).to.include('close');
    expect(String(await refusal('slow', '9'))).to.include('slow');
    expect(await refusal('freeze', true)).to.be.instanceOf(TypeError);
    expect(
      String(await Reflect.apply(endpoint.heal, endpoint, ['toString']).catch((error: unknown) => error)),
    ).to.include('"toString"');
  });
});

/** Resolves when TCP is connected, whatever becomes of the handshake. */
const connectedTcp = async ({ socket }: RawClient): Promise<void> => {
  const request = (socket as unknown as { _req: import('node:http').ClientRequest })._req;
  const tcp = request.socket ?? (await once(request, 'socket'))[0];
  if (tcp.connecting) await once(tcp, 'connect');
};

/** Has the server's event loop context: whatever was sent to it before has been read. */
const roundTrip = async (server: ChatServer): Promise<void> => {
  await fetch(server.url);
};

import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { ChatServer } from '../../lib/server/index.js';
import { soon, stage } from './raw-client.js';

describe('ChatServer', () => {
  const { listen, dial, connect, enter } = stage();

  it('listens on 127.0.0.1 with one endpoint by default', async () => {
    const server = await listen();
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(server.endpoints).to.have.length(1);
    expect(server.endpoints[0]).to.match(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(server.joinUrl(42)).to.equal(`${server.url}/api/v1/chats/42`);
    expect(server.joinUrl(42, 'a b')).to.equal(`${server.url}/api/v1/chats/42?user=a%20b`);
    expect(() => server.endpoint(1)).to.throw(RangeError);
  });

  it('puts its endpoints behind the port it is given', async () => {
    const port = Number(new URL((await listen()).url).port) + 1;
    const server = await listen({ port, endpoints: 2 });
    expect(server.url).to.equal(`http://127.0.0.1:${port}`);
    expect(server.endpoints).to.deep.equal([`ws://127.0.0.1:${port + 1}`, `ws://127.0.0.1:${port + 2}`]);
  });

  it('refuses unknown and invalid options', async () => {
    const failure = async (options: object) => ChatServer.listen(options).catch((error: unknown) => error);
    expect(await failure({ enpoints: 2 }))
      .to.be.instanceOf(TypeError)
      .with.property('message')
      .that.includes('enpoints');
    expect(await failure({ endpoints: 0 }))
      .to.be.instanceOf(TypeError)
      .with.property('message')
      .that.includes('endpoints');
  });

  const failureOf = (options: object): Promise<Error> =>
    ChatServer.listen(options).then(
      server => server.close().then(() => expect.fail('it listens')),
      error => error,
    );

  it('refuses a host at which it cannot listen, and names the option', async () => {
    // An address of documentation (RFC 5737), which no machine has.
    const { message, cause } = await failureOf({ host: '192.0.2.1' });
    expect(message)
      .to.match(/^the server cannot listen at the host "192\.0\.2\.1", port \d+ \(the options host and port\): /)
      .and.include('EADDRNOTAVAIL');
    expect(cause).to.be.instanceOf(Error).with.property('code', 'EADDRNOTAVAIL');
  });

  for (const value of [Number.NaN, -1, 1, '0'])
    it(`refuses a random that returns ${JSON.stringify(value)}`, async () => {
      const error = await failureOf({ random: () => value });
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.match(/^the option random must return a number in \[0, 1\), not /);
    });

  it('emits any event to a channel, except to those who opted out', async () => {
    const server = await listen({ endpoints: 2 });
    const [ada, reader, elsewhere] = [await enter(server, 1, 'ada'), await enter(server, 1), await enter(server, 2)];
    const picky = await enter(server, 1, undefined, 1);
    await picky.call('optOutEvents', 'Stats');
    server.emit(1, 'Stats', { viewers: 2, chatters: 1 });
    server.emit(1, 'error');
    for (const client of [ada, reader]) expect(await client.event('Stats')).to.deep.equal({ viewers: 2, chatters: 1 });
    expect(await picky.heard()).to.deep.equal(['error']);
    expect(await elsewhere.heard()).to.deep.equal([]);
  });

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    const server = await listen({ giveawayStep: 60_000, idleTimeout: 60_000, pingInterval: 60_000 });
    const before = timers();
    const ada = await enter(server, 42, 'ada');
    await ada.call('vote:start', 'Tea?', ['yes', 'no'], 300);
    await ada.call('giveaway:start');
    const endpoint = server.endpoint(0);
    await endpoint.fault('lateWelcome', 60_000);
    await dial(server).opened;
    await endpoint.fault('reorderReplies', 60_000);
    ada.cast('ping');
    await soon(server.received$, 'the call');
    await endpoint.heal('reorderReplies');
    await endpoint.fault('delayReplies', 60_000);
    ada.cast('ping');
    await soon(server.received$, 'the call');
    await endpoint.fault('slow', 60_000);
    server.emit(42, 'Late');
    expect(timers()).to.be.above(before);
    await server.close();
    ada.socket.terminate();
    await ada.closed;
    expect(timers()).to.equal(before);
  });

  it('closes on a request that never ends', async () => {
    const server = await listen();
    const { hostname, port } = new URL(server.url);
    const tcp = connectTcp(Number(port), hostname);
    await once(tcp, 'connect');
    tcp.write('GET / HTTP/1.1\r\nX-Half: ');
    await fetch(server.url);
    tcp.resume();
    tcp.on('error', () => {});
    await Promise.all([server.close(), once(tcp, 'close')]);
  });

  it('tells who enters which channel, and not whom it refuses', async () => {
    const server = await listen({ endpoints: 2 });
    const joins = lastValueFrom(server.joins$.pipe(toArray()));
    await enter(server, 42, 'ada', 1);
    const reader = await connect(server, 0);
    await reader.call('auth', 42, 7, 'no authkey');
    await reader.call('auth', 5);
    await reader.call('auth', 5);
    await server.close();
    expect(await joins).to.deep.equal([
      { endpoint: 1, connection: 1, channel: 42, user: { id: 7, username: 'ada' } },
      { endpoint: 0, connection: 2, channel: 5, user: undefined },
    ]);
  });

  it('closes everything once, and completes its streams', async () => {
    const server = await listen({ endpoints: 2 });
    const changes = lastValueFrom(server.connections$.pipe(toArray()));
    const calls = lastValueFrom(server.received$.pipe(toArray()));
    const clients = [await connect(server, 0), await enter(server, 42, 'ada', 1)];
    await server.endpoint(0).fault('freeze');
    await Promise.all([server.close(), server.close()]);
    expect((await changes).map(({ at }) => at)).to.deep.equal(['opened', 'opened', 'closed', 'closed']);
    expect((await calls).map(({ packet }) => packet.method)).to.deep.equal(['auth']);
    for (const client of clients) expect((await client.closed).code).to.equal(1006);
    expect(await fetch(server.url).catch(() => 'closed')).to.equal('closed');
    expect(server.connectionCount()).to.equal(0);
  });
});

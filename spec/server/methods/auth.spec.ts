import { expect } from 'chai';
import { soon, stage, ticket } from '../raw-client.js';

describe('auth', () => {
  const { listen, connect, enter } = stage();

  it('authenticates a user, whose UserJoin precedes the reply', async () => {
    const server = await listen();
    const client = await connect(server);
    const id = client.cast('auth', ...(await ticket(server, 42, 'ada')));
    const first = await client.take(() => true);
    expect(first).to.deep.equal({
      type: 'event',
      event: 'UserJoin',
      data: { originatingChannel: 42, username: 'ada', roles: ['Owner'], id: 7 },
    });
    expect(await client.reply(id)).to.deep.equal({
      type: 'reply',
      error: null,
      id,
      data: { authenticated: true, roles: ['Owner'] },
    });
  });

  it('accepts anonymous connections, with ids missing or null, without a UserJoin', async () => {
    const server = await listen();
    const bob = await enter(server, 42, 'bob');
    for (const rest of [[], [null], [null, null], [null, null, null]]) {
      const reader = await connect(server);
      const { error, data } = await reader.call('auth', 42, ...rest);
      expect(error).to.equal(null);
      expect(data).to.deep.equal({ authenticated: false, roles: [] });
    }
    expect(await bob.heard()).to.deep.equal([]);
  });

  it('accepts strings of digits as ids', async () => {
    const server = await listen();
    const client = await connect(server);
    const [channelId, userId, authkey] = await ticket(server, 42, 'bob');
    const { data } = await client.call('auth', String(channelId), String(userId), authkey);
    expect(data.authenticated).to.equal(true);
  });

  it('refuses ids and keys that do not match with UNOTFOUND, and spends no key', async () => {
    const server = await listen();
    const client = await connect(server);
    const [channelId, userId, authkey] = await ticket(server, 42, 'ada');
    const wrong = [
      [channelId, userId, 'another key'],
      [channelId, 8, authkey],
      [43, userId, authkey],
      [userId, channelId, authkey],
      [channelId, userId],
      [channelId, null, authkey],
      ['x', userId, authkey],
      [-1],
      [{}],
      [],
    ];
    for (const args of wrong) expect((await client.call('auth', ...args)).error).to.equal('UNOTFOUND');
    expect((await client.call('auth', channelId, userId, authkey)).error).to.equal(null);
  });

  it('spends a single-use authkey', async () => {
    const server = await listen();
    const args = await ticket(server, 42, 'ada');
    expect((await (await connect(server)).call('auth', ...args)).error).to.equal(null);
    expect((await (await connect(server)).call('auth', ...args)).error).to.equal('UNOTFOUND');
  });

  it('accepts a reusable authkey again', async () => {
    const server = await listen({ authkeys: 'reusable' });
    const args = await ticket(server, 42, 'ada');
    expect((await (await connect(server)).call('auth', ...args)).error).to.equal(null);
    expect((await (await connect(server)).call('auth', ...args)).error).to.equal(null);
  });

  it('refuses the banned, and a test stream without its key, with UACCESS', async () => {
    const server = await listen({ channels: [{ id: 1 }, { id: 2, accessKey: 'sesame' }] });
    server.ban(1, 'bob');
    const client = await connect(server);
    expect((await client.call('auth', ...(await ticket(server, 1, 'bob')))).error).to.equal('UACCESS');
    expect((await client.call('auth', 2, null, null, null)).error).to.equal('UACCESS');
    expect((await client.call('auth', 2, null, null, 'sesame')).error).to.equal(null);
  });

  it('refuses a channel that is not listed', async () => {
    const client = await connect(await listen({ channels: [{ id: 1 }] }));
    expect((await client.call('auth', 2)).error).to.equal('UNOTFOUND');
  });

  it('succeeds once per socket', async () => {
    const server = await listen();
    const client = await enter(server, 42);
    const { error } = await client.call('auth', ...(await ticket(server, 42, 'ada')));
    expect(error).to.equal('Already authenticated, please reconnect.');
  });

  it('refuses a second try with authAgain: refused', async () => {
    const client = await connect(await listen({ authAgain: 'refused' }));
    expect((await client.call('auth', 42, 7, 'wrong')).error).to.equal('UNOTFOUND');
    expect((await client.call('auth', 42)).error).to.equal('Already authenticated, please reconnect.');
  });

  it("sends UserJoin for a user's first connection and UserLeave for the last", async () => {
    const server = await listen({ endpoints: 2 });
    const ada = await enter(server, 42, 'ada');
    const one = await enter(server, 42, 'bob', 0);
    const two = await enter(server, 42, 'bob', 1);
    expect(await ada.heard()).to.deep.equal(['UserJoin']);
    one.socket.close();
    await one.closed;
    await ada.event('UserJoin');
    expect(await ada.heard()).to.deep.equal([]);
    two.socket.terminate();
    const leave = { originatingChannel: 42, username: 'bob', roles: ['User'], id: 8 };
    expect(await ada.event('UserLeave')).to.deep.equal(leave);
    await enter(server, 42, 'bob');
    expect((await ada.event('UserJoin')).id).to.equal(8);
  });

  it('sends UserJoin for every connection with userJoin: every', async () => {
    const server = await listen({ userJoin: 'every' });
    const ada = await enter(server, 42, 'ada');
    await enter(server, 42, 'bob');
    await enter(server, 42, 'bob');
    expect(await ada.heard()).to.deep.equal(['UserJoin', 'UserJoin']);
  });

  it('appears in received$ with its authkey', async () => {
    const server = await listen({ endpoints: 2 });
    const args = await ticket(server, 42, 'ada');
    const client = await connect(server, 1);
    const received = soon(server.received$, 'the call');
    client.cast('auth', ...args);
    const packet = { type: 'method', method: 'auth', arguments: args, id: 0 };
    expect(await received).to.deep.equal({ endpoint: 1, connection: 1, packet });
  });
});

import { expect } from 'chai';
import { stage } from '../raw-client.js';
import { get, getAs } from './get.js';

describe('the join request', () => {
  const { listen } = stage();

  it('brings a user all it takes to connect, under both versions', async () => {
    const server = await listen({ endpoints: 2 });
    for (const version of ['v1', 'v2']) {
      const { status, body } = await get(server, `/api/${version}/chats/42?user=bob`);
      expect(status).to.equal(200);
      expect(body.authkey).to.match(/^[0-9a-f]{32}$/);
      expect(body).to.deep.equal({
        endpoints: server.endpoints,
        authkey: body.authkey,
        permissions: ['connect', 'chat', 'whisper', 'poll_vote'],
        roles: ['User'],
        isLoadShed: false,
        user: { id: 8, username: 'bob', roles: ['User'] },
      });
    }
    expect(server.endpoints).to.have.length(2);
  });

  it('brings a reader no key', async () => {
    const server = await listen();
    const { status, body } = await get(server, '/api/v1/chats/42');
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      endpoints: server.endpoints,
      permissions: ['connect'],
      roles: [],
      isLoadShed: false,
    });
  });

  it('knows users by name in any case and by id, and keeps the ids of new ones', async () => {
    const server = await listen();
    const whois = async (user: string | number) => (await (await fetch(server.joinUrl(42, user))).json()).user;
    expect(await whois('ADA')).to.deep.equal({ id: 7, username: 'ada', roles: ['Owner'] });
    expect(await whois(8)).to.include({ username: 'bob' });
    const eve = await whois('Eve & co');
    expect(eve).to.equal(undefined);
    const zoe = await whois('Zoë');
    expect(zoe).to.include({ username: 'Zoë' });
    expect(await whois('zoë')).to.deep.equal(zoe);
    expect(await whois(zoe.id)).to.deep.equal(zoe);
    expect((await whois('kim')).id).not.to.equal(zoe.id);
  });

  it('says what it does not know', async () => {
    const server = await listen({ users: [{ username: 'kim' }], channels: [{ id: 1 }] });
    for (const path of ['/', '/api/v1/chats', '/api/v3/chats/1', '/api/v1/chats/1/nothing', '/api/v1/users', '/%']) {
      const { status, body } = await get(server, path);
      expect(status, path).to.equal(404);
      expect(body).to.have.keys('statusCode', 'message');
    }
    expect((await get(server, '//')).status).to.equal(400);
    for (const id of ['x', '0', '-1', '1.5', '2', '%31%', '99999999999999999999'])
      expect((await get(server, `/api/v1/chats/${id}`)).status, id).to.equal(404);
    for (const user of ['ada', '', '99', '__proto__']) {
      const { status, body } = await get(server, `/api/v1/chats/1?user=${user}`);
      expect(status, user).to.equal(404);
      expect(body.message).to.include('user');
    }
    expect((await get(server, '/api/v1/chats/1', { method: 'POST' })).status).to.equal(405);
  });

  it('joins as the user whom a bearer token names', async () => {
    const server = await listen();
    for (const token of ['ada', 'ADA', '7']) {
      const { status, body } = await getAs(server, token, '/api/v1/chats/42');
      expect(status).to.equal(200);
      expect(body.authkey).to.match(/^[0-9a-f]{32}$/);
      expect(body.user).to.deep.equal({ id: 7, username: 'ada', roles: ['Owner'] });
    }
    const { body } = await get(server, '/api/v1/chats/42', { headers: { authorization: 'bearer zoe' } });
    expect(body.user).to.include({ username: 'zoe' });
    expect((await getAs(server, 'ada', '/api/v1/chats/42?user=bob')).body.user).to.include({ username: 'bob' });
  });

  it('is anonymous with another scheme than Bearer, and at /anonymous', async () => {
    const server = await listen();
    const anonymous = { endpoints: server.endpoints, permissions: ['connect'], roles: [], isLoadShed: false };
    for (const authorization of ['Basic YWRhOmFkYQ==', 'JWT a.b.c'])
      expect((await get(server, '/api/v1/chats/42', { headers: { authorization } })).body).to.deep.equal(anonymous);
    const { status, body } = await getAs(server, 'ada', '/api/v1/chats/42/anonymous');
    expect(status).to.equal(200);
    expect(body).to.deep.equal(anonymous);
  });

  it('R26: refuses a real token with 401, shows it to nobody and makes no user of it', async () => {
    const server = await listen();
    const tokens = [
      'eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0',
      'x8Yw0ZqL4T7uJ2nB5vC9aE1dF3gH6kMp',
      'a8Yw0ZqL4T7uJ2nB5vC9a',
      'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    ];
    for (const token of tokens)
      for (const path of ['/api/v1/chats/42', '/api/v1/users/current']) {
        const { status, body } = await getAs(server, token, path);
        expect(status, path).to.equal(401);
        expect(JSON.stringify(body)).not.to.include(token);
        expect(body.message).to.include('name or id');
      }
    const closed = await listen({ users: [{ username: 'kim' }] });
    expect((await getAs(closed, 'ada', '/api/v1/chats/42')).status).to.equal(401);
  });
});

import { expect } from 'chai';
import type { ChatServer } from '../../../lib/server/index.js';
import { stage } from '../raw-client.js';

const get = async (server: ChatServer, path: string, init?: RequestInit) => {
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
};

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
    for (const path of ['/', '/api/v1/chats', '/api/v3/chats/1', '/api/v1/chats/1/users', '/%']) {
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

  it('may be asked from any page', async () => {
    const server = await listen();
    const { headers } = await get(server, '/api/v1/chats/42');
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    expect((await get(server, '/api/v1/chats/42', { method: 'OPTIONS' })).status).to.equal(204);
    expect((await get(server, '/nowhere')).headers.get('access-control-allow-origin')).to.equal('*');
  });
});

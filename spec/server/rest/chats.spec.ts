import { expect } from 'chai';
import { stage } from '../raw-client.js';
import { get } from './get.js';

describe('chats/:id/users', () => {
  const { listen, enter } = stage();

  it('lists the users in the channel, each once and with their roles there', async () => {
    const server = await listen({ endpoints: 2 });
    await enter(server, 42, 'ada', 0);
    await enter(server, 42, 'ada', 1);
    await enter(server, 42, 'bob');
    await enter(server, 42);
    await enter(server, 43, 'eve');
    server.setRoles(42, 'bob', ['Mod', 'User']);
    const { status, body } = await get(server, '/api/v1/chats/42/users');
    expect(status).to.equal(200);
    expect(body).to.deep.equal([
      { userId: 7, userName: 'ada', username: 'ada', userRoles: ['Owner'] },
      { userId: 8, userName: 'bob', username: 'bob', userRoles: ['Mod', 'User'] },
    ]);
    expect((await get(server, '/api/v2/chats/44/users')).body).to.deep.equal([]);
  });

  it('comes in pages, counted from 0', async () => {
    const server = await listen();
    for (const name of ['ada', 'bob', 'eve']) await enter(server, 42, name);
    const page = async (query: string): Promise<string[]> =>
      (await get(server, `/api/v1/chats/42/users?${query}`)).body.map((user: { userName: string }) => user.userName);
    expect(await page('limit=2')).to.deep.equal(['ada', 'bob']);
    expect(await page('limit=2&page=0')).to.deep.equal(['ada', 'bob']);
    expect(await page('limit=2&page=1')).to.deep.equal(['eve']);
    expect(await page('limit=2&page=2')).to.deep.equal([]);
    for (const query of ['limit=0', 'limit=x', 'page=-1', 'limit=1e9&page=0.5', 'limit=1000'])
      expect(await page(query), query).to.deep.equal(['ada', 'bob', 'eve']);
  });
});

describe('chats/:id/history', () => {
  const { listen, enter } = stage();

  it('is what the method history returns, without whispers', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    for (const words of ['one', 'two']) await ada.call('msg', words);
    await ada.call('whisper', 'ada', 'psst');
    const { status, body } = await get(server, '/api/v1/chats/42/history');
    expect(status).to.equal(200);
    expect(body).to.deep.equal((await ada.call('history', 100)).data);
    expect(body).to.have.length(2);
    expect((await get(server, '/api/v1/chats/43/history')).body).to.deep.equal([]);
  });
});

describe('the REST requests about a chat', () => {
  const { listen } = stage();

  it('answer 404 for an unknown channel', async () => {
    const server = await listen({ channels: [{ id: 1 }] });
    for (const path of ['users', 'history', 'anonymous'])
      for (const id of ['2', '0', 'x', '1.5', '%'])
        expect((await get(server, `/api/v1/chats/${id}/${path}`)).status, `${id}/${path}`).to.equal(404);
  });

  it('tell nothing about a test stream', async () => {
    const server = await listen({ channels: [{ id: 1, accessKey: 'sesame' }] });
    for (const path of ['users', 'history']) {
      const { status, body } = await get(server, `/api/v1/chats/1/${path}`);
      expect(status).to.equal(403);
      expect(JSON.stringify(body)).not.to.include('sesame');
    }
  });

  it('answer GET and HEAD only', async () => {
    const server = await listen();
    for (const path of ['chats/1/users', 'chats/1/history', 'users/current', 'channels/ada']) {
      expect((await get(server, `/api/v1/${path}`, { method: 'DELETE' })).status).to.equal(405);
      expect((await get(server, `/api/v1/${path}`, { method: 'HEAD' })).body).to.equal(undefined);
    }
  });
});

import { expect } from 'chai';
import { stage } from '../raw-client.js';
import { get } from './get.js';

describe('channels/:idOrName', () => {
  const { listen } = stage();

  it("is a user's own channel, whose id is that of the user", async () => {
    const server = await listen();
    for (const name of ['ada', 'ADA', '7', 'ada?fields=id']) {
      const { status, body } = await get(server, `/api/v1/channels/${name}`);
      expect(status, name).to.equal(200);
      expect(body).to.deep.include({ id: 7, userId: 7, token: 'ada' });
      expect(body.user).to.deep.include({ id: 7, username: 'ada', level: 1, avatarUrl: null });
    }
    const zoe = (await get(server, `/api/v1/channels/${encodeURIComponent('Zoë')}`)).body;
    expect(zoe.user.username).to.equal('Zoë');
    const join = await (await fetch(server.joinUrl(zoe.id, 'Zoë'))).json();
    expect(join.user.id).to.equal(zoe.userId);
  });

  it('is a channel without an owner, by its number', async () => {
    const { status, body } = await get(await listen(), '/api/v1/channels/42');
    expect(status).to.equal(200);
    expect(body).to.include({ id: 42, token: '42', userId: null, user: null });
  });

  it('answers 404 for what does not exist', async () => {
    const server = await listen({ users: [{ id: 5, username: 'lou' }], channels: [{ id: 1 }] });
    for (const name of ['lou', '5', '2', '0', 'nobody', '%', 'a%20b', '__proto__']) {
      const { status, body } = await get(server, `/api/v1/channels/${name}`);
      expect(status, name).to.equal(404);
      expect(body).to.have.keys('statusCode', 'message');
    }
    expect((await get(server, '/api/v1/channels/1')).status).to.equal(200);
  });
});

import { expect } from 'chai';
import { stage } from '../raw-client.js';
import { get, getAs } from './get.js';

describe('users/current', () => {
  const { listen } = stage();

  it('is the user whom the bearer token names, with a channel to join', async () => {
    const users = [{ id: 5, username: 'Lou', level: 12, avatar: 'https://example.org/lou.png' }];
    const server = await listen({ users });
    for (const version of ['v1', 'v2']) {
      const { status, body } = await getAs(server, 'lou', `/api/${version}/users/current`);
      expect(status).to.equal(200);
      expect(body).to.deep.include({
        id: 5,
        username: 'Lou',
        level: 12,
        avatarUrl: 'https://example.org/lou.png',
      });
      expect(body.channel).to.deep.include({ id: 5, userId: 5, token: 'Lou' });
      const join = await getAs(server, 'lou', `/api/${version}/chats/${body.channel.id}`);
      expect(join.body.user).to.include({ id: body.id });
    }
  });

  it('answers 401 without a bearer token', async () => {
    const server = await listen();
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic YWRhOmFkYQ==', 'Bearer a b']) {
      const { status, body } = await get(server, '/api/v1/users/current', { headers: { authorization } });
      expect(status, authorization).to.equal(401);
      expect(body).to.have.keys('statusCode', 'message');
    }
    expect((await get(server, '/api/v1/users/current')).status).to.equal(401);
  });
});

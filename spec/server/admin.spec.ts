import { expect } from 'chai';
import { stage } from './raw-client.js';

describe('the admin methods', () => {
  const { listen, enter } = stage();

  it('setRoles changes roles and permissions', async () => {
    const server = await listen();
    const bob = await enter(server, 42, 'bob');
    server.setRoles(42, 'bob', ['User', 'Mod']);
    const update = await bob.event('UserUpdate');
    expect(update).to.deep.include({ user: 8, roles: ['Mod', 'User'], username: 'bob' });
    expect(update.permissions).to.include('purge');
    expect((await bob.call('clearMessages')).error).to.equal(null);
    await enter(server, 43, 'bob');
    expect((await (await enter(server, 43, 'bob')).call('clearMessages')).error).to.equal('UACCESS');
  });

  it('ban changes roles, purges without a moderator, and refuses calls', async () => {
    const server = await listen();
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    await bob.call('msg', 'spam');
    server.ban(42, 8);
    const update = { user: 8, roles: ['Banned', 'User'], username: 'bob', permissions: [] };
    expect(await ada.event('UserUpdate')).to.deep.equal(update);
    expect(await ada.event('PurgeMessage')).to.deep.equal({ user_id: 8, cause: { type: 'ban' } });
    expect((await bob.call('msg', 'but')).error).to.equal('UACCESS');
    expect((await ada.call('history', 10)).data).to.deep.equal([]);
  });

  it('skill sends a SkillAttribution by default', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const execution_id = server.skill(42, 'bob', { text: 'catch', cost: 7, currency: 'Embers' });
    const event = await ada.event('SkillAttribution');
    expect(event.skill).to.include({ execution_id, cost: 7, currency: 'Embers', skill_name: 'Beach Ball' });
    expect(event).to.deep.include({
      user_name: 'bob',
      user_id: 8,
      user_roles: ['User'],
      user_level: 1,
      user_avatar: null,
    });
    expect(event.message).to.deep.equal({ message: [{ type: 'text', data: 'catch', text: 'catch' }], meta: {} });
  });

  it('skill sends a ChatMessage on demand', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const execution_id = server.skill(42, 'bob', { shown: 'message' });
    const event = await ada.event('ChatMessage');
    expect(event.id).to.equal(execution_id);
    const url = event.message.meta.skill.icon_url;
    const image = { type: 'image', data: 'Beach Ball', text: 'Beach Ball', url };
    expect(event.message.message).to.deep.equal([image]);
    expect(event).to.include({ user_ascension_level: 0, user_level: 1, user_avatar: null });
    expect(event.message.meta.images).to.deep.equal({});
    expect(event.message.meta).to.deep.include({ is_skill: true });
    expect(event.message.meta.skill).to.include({ execution_id });
    expect((await ada.call('history', 1)).data).to.deep.equal([event]);
  });

  it('skill sends the text of a ChatMessage after the image, under the id that it is given', async () => {
    const server = await listen({ users: [{ username: 'kim', rank: 34 }] });
    const kim = await enter(server, 42, 'kim');
    const skill = { skill_name: 'Wave', icon_url: 'https://example.org/wave.png', execution_id: 'wave-1' };
    expect(server.skill(42, 'kim', { ...skill, shown: 'message', text: 'hi @kim' })).to.equal('wave-1');
    const event = await kim.event('ChatMessage');
    expect(event).to.include({ id: 'wave-1', user_ascension_level: 34 });
    expect(event.message.message).to.deep.equal([
      { type: 'image', data: 'Wave', text: 'Wave', url: 'https://example.org/wave.png' },
      { type: 'text', data: 'hi ', text: 'hi ' },
      { type: 'tag', text: '@kim', username: 'kim', id: 100 },
    ]);
  });

  it('throw a RangeError for an unknown channel or user', async () => {
    const server = await listen({ users: [{ username: 'kim' }], channels: [{ id: 1 }] });
    expect(() => server.ban(1, 'bob')).to.throw(RangeError, 'bob');
    expect(() => server.setRoles(2, 'kim', [])).to.throw(RangeError, '2');
    expect(() => server.skill(2, 'kim')).to.throw(RangeError);
  });
});

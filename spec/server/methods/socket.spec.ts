import { expect } from 'chai';
import { stage, ticket } from '../raw-client.js';

const names = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `Event${n + from}`);

describe('ping', () => {
  const { listen, connect } = stage();

  it('is answered without data, before auth too', async () => {
    const client = await connect(await listen());
    expect(await client.call('ping')).to.deep.equal({ type: 'reply', error: null, id: 0 });
  });
});

describe('optOutEvents', () => {
  const { listen, connect, enter } = stage();

  it('adds to earlier calls, works before auth, and for that socket only', async () => {
    const server = await listen();
    const bob = await connect(server);
    expect((await bob.call('optOutEvents', 'UserJoin')).data).to.deep.equal({});
    expect((await bob.call('optOutEvents', 'ChatMessage', 'PollStart')).data).to.deep.equal({});
    await bob.call('auth', ...(await ticket(server, 42, 'bob')));
    const second = await enter(server, 42, 'bob');
    const ada = await enter(server, 42, 'ada');
    await ada.call('msg', 'hello');
    await ada.call('clearMessages');
    expect(await bob.heard()).to.deep.equal(['ClearMessages']);
    expect(await second.heard()).to.deep.equal(['UserJoin', 'ChatMessage', 'ClearMessages']);
  });

  it('accepts 100 names of at most 64 characters', async () => {
    const client = await connect(await listen());
    for (const args of [[7], [['UserJoin']], ['x'.repeat(65)], names(101)])
      expect((await client.call('optOutEvents', ...args)).error).to.have.property('code', 4004);
    expect((await client.call('optOutEvents', ...names(100))).error).to.equal(null);
    expect((await client.call('optOutEvents', 'UserJoin')).error).to.have.property('code', 4004);
  });
});

describe('attachEmotes', () => {
  const { listen, enter } = stage();

  it('adds pictures of the emoticons, for that socket only', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const bob = await enter(server, 42, 'bob');
    expect(await bob.call('attachEmotes')).to.deep.equal({ type: 'reply', error: null, id: 1 });
    await ada.call('msg', 'hey :)');
    const { emoticons } = (await bob.event('ChatMessage')).message.meta;
    expect(Object.keys(emoticons)).to.deep.equal([':)']);
    expect(Buffer.from(emoticons[':)'], 'base64').toString('latin1', 1, 4)).to.equal('PNG');
    expect((await ada.event('ChatMessage')).message.meta).to.deep.equal({});
    await ada.call('clearMessages');
    expect(await bob.event('ClearMessages')).to.have.keys('clearer');
  });
});

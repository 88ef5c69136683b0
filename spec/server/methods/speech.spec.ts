import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import type { ChatMessage } from '../../../lib/beam/chat-message.js';
import { participantIn, stateWith } from '../fake-participant.js';
import { stage } from '../raw-client.js';

const uuidV1 = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const text = (words: string) => [{ type: 'text', data: words, text: words }];

describe('msg', () => {
  const { listen, connect, enter } = stage();

  it('answers with the message, then tells everyone, the sender and readers included', async () => {
    const server = await listen({ endpoints: 2 });
    const ada = await enter(server, 42, 'ada', 0);
    const bob = await enter(server, 42, 'bob', 1);
    const reader = await enter(server, 42, undefined, 1);
    await ada.event('UserJoin');
    ada.cast('msg', 'hello');
    const reply = await ada.take(() => true);
    const { id } = reply.data;
    expect(id).to.match(uuidV1);
    expect(reply).to.deep.equal({
      type: 'reply',
      error: null,
      id: 1,
      data: {
        channel: 42,
        id,
        user_name: 'ada',
        user_id: 7,
        user_roles: ['Owner'],
        user_level: 1,
        user_avatar: null,
        user_ascension_level: 0,
        message: { message: text('hello'), meta: {} },
      },
    });
    for (const client of [ada, bob, reader]) expect(await client.event('ChatMessage')).to.deep.equal(reply.data);
  });

  it('begins with a text part, in the reply, in the event and in the history', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    const { data } = await ada.call('msg', '@ada PONG!');
    const tag = { type: 'tag', text: '@ada', username: 'ada', id: 7 };
    expect(data.message.message).to.deep.equal([...text(''), tag, ...text(' PONG!')]);
    expect(await ada.event('ChatMessage')).to.deep.equal(data);
    expect((await ada.call('history', 1)).data).to.deep.equal([data]);
    expect((await ada.call('whisper', 'ada', ':)')).data.message.message[0]).to.deep.equal(text('')[0]);
  });

  it('stays within its channel', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const elsewhere = await enter(server, 43, 'bob');
    await ada.call('msg', 'hello');
    expect(await elsewhere.heard()).to.deep.equal([]);
  });

  it('is refused to anonymous, unauthenticated and muted callers', async () => {
    const server = await listen();
    server.setRoles(42, 'bob', ['User', 'Muted']);
    const callers = [await enter(server, 42), await connect(server), await enter(server, 42, 'bob')];
    for (const client of callers) expect((await client.call('msg', 'hello')).error).to.equal('UACCESS');
  });

  it('refuses an empty message', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    for (const args of [[], [''], ['  '], [7], [null], [['hello']], ['/me ']])
      expect((await ada.call('msg', ...args)).error).to.have.property('code', 4004);
  });

  it('limits the length', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    expect((await ada.call('msg', 'x'.repeat(360))).error).to.equal(null);
    const message = 'The message is too long: at most 360 characters.';
    expect((await ada.call('msg', 'x'.repeat(361))).error).to.deep.equal({ code: 4004, message });
  });

  it('turns /me into meta.me', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    const { data } = await ada.call('msg', '/me waves');
    expect(data.message).to.deep.equal({ message: text('waves'), meta: { me: true } });
  });

  it('applies the channel rule for links', async () => {
    const channels = [{ id: 1 }, { id: 2, links: 'plain' }, { id: 3, links: 'forbidden' }] as const;
    const server = await listen({ channels });
    const say = async (channelId: number, user: string) =>
      (await enter(server, channelId, user)).call('msg', 'https://example.org');
    const link = { type: 'link', url: 'https://example.org', text: 'https://example.org' };
    expect((await say(1, 'bob')).data.message.message).to.deep.equal([...text(''), link]);
    expect((await say(2, 'bob')).data.message.message).to.deep.equal(text('https://example.org'));
    expect((await say(3, 'bob')).error).to.equal('Links are not allowed in this chat.');
    expect((await say(3, 'ada')).data.message.message).to.deep.equal([...text(''), link]);
  });

  it('applies the minimum rank of the channel', async () => {
    const users = [
      { username: 'eve', rank: 4 },
      { username: 'kim', rank: 5 },
    ];
    const server = await listen({ users, channels: [{ id: 1, minimumRank: 5 }] });
    const [eve, kim] = [await enter(server, 1, 'eve'), await enter(server, 1, 'kim')];
    expect((await eve.call('msg', 'hello')).error).to.have.property('code', 4007);
    expect((await kim.call('msg', 'hello')).error).to.equal(null);
  });

  it('enforces slow mode, counted from messages sent, except for users with bypass_slowchat', () => {
    new TestScheduler(() => {}).run(({ cold }) => {
      const state = stateWith({ slowChat: 500 });
      const [bob, ada] = [participantIn(state, 42, 'bob'), participantIn(state, 42, 'ada')];
      const errors: unknown[] = [];
      cold('a 399ms a 99ms a').subscribe(() => errors.push(bob.call('msg', 'hello').error));
      cold('a 9ms a').subscribe(() => errors.push(ada.call('msg', 'hello').error));
      cold('500ms a').subscribe(() =>
        expect(errors.map(error => (error as { code: number } | null)?.code)).to.deep.equal([
          undefined,
          undefined,
          undefined,
          4005,
          undefined,
        ]),
      );
    });
  });
});

describe('whisper', () => {
  const { listen, enter } = stage();

  it('is sent to all connections of the target, and to nobody else, not even the sender', async () => {
    const server = await listen({ endpoints: 2 });
    const ada = await enter(server, 42, 'ada');
    const bobs = [await enter(server, 42, 'bob', 0), await enter(server, 42, 'bob', 1)];
    const reader = await enter(server, 42);
    await ada.event('UserJoin');
    const { error, data } = await ada.call('whisper', 'BOB', 'psst');
    expect(error).to.equal(null);
    expect(data).to.include({ user_name: 'ada', target: 'bob', channel: 42 });
    expect(data.message).to.deep.equal({ message: text('psst'), meta: { whisper: true } });
    for (const bob of bobs) expect(await bob.event('ChatMessage')).to.deep.equal(data);
    for (const other of [ada, reader]) expect(await other.heard()).to.deep.equal([]);
    expect((await ada.call('history', 10)).data).to.deep.equal([]);
  });

  it('refuses an absent target, and an empty message', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    await enter(server, 43, 'bob');
    expect((await ada.call('whisper', 'bob', 'psst')).error).to.have.property('code', 4001);
    for (const args of [['ada'], [7, 'psst'], ['ada', ''], []])
      expect((await ada.call('whisper', ...args)).error).to.have.property('code', 4004);
    expect((await ada.call('whisper', 'ada', 'x'.repeat(361))).error).to.have.property('code', 4004);
  });

  it('is refused to readers', async () => {
    const server = await listen();
    await enter(server, 42, 'bob');
    expect((await (await enter(server, 42)).call('whisper', 'bob', 'psst')).error).to.equal('UACCESS');
  });
});

describe('history', () => {
  const { listen, connect, enter } = stage();

  it('returns the newest messages, oldest first, to anonymous connections too', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const said = [];
    for (const words of ['one', 'two', 'three']) said.push((await ada.call('msg', words)).data);
    const reader = await enter(server, 42);
    expect((await reader.call('history', 2)).data).to.deep.equal(said.slice(1));
    expect((await reader.call('history', 50)).data).to.deep.equal(said);
  });

  it('returns none for a count that is not a number', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    await ada.call('msg', 'one');
    for (const args of [[], ['x'], [null], [0], [-1], [[[1]]], [{}]])
      expect((await ada.call('history', ...args)).data).to.deep.equal([]);
    expect((await ada.call('history', '1')).data).to.have.length(1);
  });

  it('returns 100 at most, and keeps as many as the option says', async () => {
    const state = stateWith({ history: 120 });
    const ada = participantIn(state, 42, 'ada');
    for (let n = 1; n <= 130; n += 1) ada.call('msg', `${n}`);
    const { data } = ada.call('history', 1000);
    expect(data).to.have.length(100);
    expect(data[99].message.message[0].text).to.equal('130');
    const small = participantIn(stateWith({ history: 2 }), 42, 'ada');
    for (const words of ['one', 'two', 'three']) small.call('msg', words);
    const kept = small.call('history', 10).data.map((message: ChatMessage) => message.message.message[0]?.text);
    expect(kept).to.deep.equal(['two', 'three']);
  });

  it('is refused before auth', async () => {
    expect((await (await connect(await listen())).call('history', 10)).error).to.equal('UACCESS');
  });
});

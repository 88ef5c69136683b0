import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { participantIn, stateWith } from '../fake-participant.js';
import { stage } from '../raw-client.js';

const moderator = { user_name: 'ada', user_id: 7, user_roles: ['Owner'], user_level: 1 };

describe('timeout', () => {
  const { listen, enter } = stage();

  it('keeps a user from writing, purges their messages, and notifies everyone', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const bob = await enter(server, 42, 'bob');
    await ada.event('UserJoin');
    await bob.call('msg', 'spam');
    const { data } = await ada.call('timeout', 'Bob', '1m15s');
    expect(data).to.equal('bob has been timed out for 1m15s.');
    const purge = { moderator, user_id: 8, cause: { type: 'timeout', durationString: '1m15s' } };
    expect(await ada.event('PurgeMessage')).to.deep.equal(purge);
    expect(await bob.event('PurgeMessage')).to.deep.equal(purge);
    const user = { user_name: 'bob', user_id: 8, user_roles: ['User'] };
    expect(await bob.event('UserTimeout')).to.deep.equal({ user, duration: 75_000 });
    expect(await ada.heard()).to.deep.equal(['ChatMessage']);
    expect((await ada.call('history', 10)).data).to.deep.equal([]);
    expect((await bob.call('msg', 'but')).error).to.equal('You have been timed out.');
    expect((await bob.call('whisper', 'ada', 'but')).error).to.equal('You have been timed out.');
  });

  it('reads a bare number as seconds, and is lifted by clear', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const bob = await enter(server, 42, 'bob');
    expect((await ada.call('timeout', 'bob', 30)).data).to.equal('bob has been timed out for 30s.');
    expect((await ada.event('PurgeMessage')).cause.durationString).to.equal('30');
    expect((await ada.call('timeout', 'bob', 'clear')).data).to.equal('bob is no longer timed out.');
    expect((await bob.call('msg', 'hello')).error).to.equal(null);
  });

  it('needs a present target, a duration, and a stronger role', async () => {
    const server = await listen({ channels: [{ id: 42, roles: { bob: ['Mod'], eve: ['Mod'] } }] });
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    await enter(server, 42, 'eve');
    expect((await ada.call('timeout', 'nobody', '30s')).error).to.have.property('code', 4001);
    for (const duration of ['', 'soon', 0, -1, '0s', null, undefined, {}])
      expect((await ada.call('timeout', 'bob', duration)).error).to.have.property('code', 4004);
    expect((await bob.call('timeout', 'eve', '30s')).error).to.equal('UACCESS');
    server.setRoles(42, 'bob', ['User']);
    expect((await bob.call('timeout', 'eve', '30s')).error).to.equal('UACCESS');
  });

  it('ends in time', () => {
    new TestScheduler(() => {}).run(({ cold }) => {
      const state = stateWith();
      const [ada, bob] = [participantIn(state, 42, 'ada'), participantIn(state, 42, 'bob')];
      ada.call('timeout', 'bob', '30s');
      cold('29999ms a').subscribe(() => expect(bob.call('msg', 'now?').error).to.equal('You have been timed out.'));
      cold('30000ms a').subscribe(() => expect(bob.call('msg', 'now?').error).to.equal(null));
    });
  });
});

describe('purge', () => {
  const { listen, enter } = stage();

  it('removes all messages of a user, even one who left', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const bob = await enter(server, 42, 'bob');
    await bob.call('msg', 'spam');
    await ada.call('msg', 'stays');
    bob.socket.terminate();
    await ada.event('UserLeave');
    const { error, data } = await ada.call('purge', 'bob');
    expect(error).to.equal(null);
    expect(data).to.equal(undefined);
    expect(await ada.event('PurgeMessage')).to.deep.equal({ moderator, user_id: 8 });
    expect((await ada.call('history', 10)).data).to.have.length(1);
    expect((await ada.call('purge', 'bob')).error).to.have.property('code', 4001);
  });

  it('is refused to users and against equals with 4002', async () => {
    const server = await listen({ channels: [{ id: 42, roles: { eve: ['Owner'], lou: ['Subscriber'] } }] });
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    await enter(server, 42, 'eve');
    expect((await ada.call('purge', 'eve')).error).to.have.property('code', 4002);
    expect((await bob.call('purge', 'eve')).error).to.have.property('code', 4002);
    const lou = await enter(server, 42, 'lou');
    expect((await lou.call('purge', 'bob')).error).to.have.property('code', 4002);
    expect((await (await enter(server, 42)).call('purge', 'eve')).error).to.equal('UACCESS');
  });
});

describe('deleteMessage', () => {
  const { listen, enter } = stage();

  it('removes a message from the history and notifies everyone', async () => {
    const server = await listen();
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    const { id } = (await bob.call('msg', 'spam')).data;
    expect((await ada.call('deleteMessage', id)).data).to.equal('Message deleted.');
    expect(await bob.event('DeleteMessage')).to.deep.equal({ moderator, id });
    expect((await ada.call('history', 10)).data).to.deep.equal([]);
    expect((await ada.call('deleteMessage', id)).error).to.have.property('code', 4003);
    expect((await ada.call('deleteMessage', 7)).error).to.have.property('code', 4004);
  });

  it('wants a stronger role than the author had, but for own messages one above a user', async () => {
    const roles = { bob: ['Mod'], eve: ['Mod'], kim: ['Subscriber', 'User'], lou: ['User'] };
    const server = await listen({ channels: [{ id: 42, roles }] });
    const deletion = async (deleter: string, author: string) => {
      const client = await enter(server, 42, author);
      const { id } = (await client.call('msg', 'words')).data;
      return (await (await enter(server, 42, deleter)).call('deleteMessage', id)).error;
    };
    expect(await deletion('bob', 'kim')).to.equal(null);
    expect(await deletion('bob', 'eve')).to.equal('UACCESS');
    expect(await deletion('kim', 'lou')).to.equal('UACCESS');
    expect(await deletion('kim', 'kim')).to.equal(null);
    expect(await deletion('lou', 'lou')).to.equal('UACCESS');
  });
});

describe('clearMessages', () => {
  const { listen, enter } = stage();

  it('empties history and screens', async () => {
    const server = await listen();
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    await bob.call('msg', 'words');
    expect((await bob.call('clearMessages')).error).to.equal('UACCESS');
    expect((await ada.call('clearMessages')).data).to.equal('Messages cleared.');
    expect(await bob.event('ClearMessages')).to.deep.equal({ clearer: moderator });
    expect((await bob.call('history', 10)).data).to.deep.equal([]);
  });
});

describe('cancelSkill', () => {
  const { listen, enter } = stage();

  it('cancels a skill once', async () => {
    const server = await listen();
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    const id = server.skill(42, 'bob');
    expect((await bob.call('cancelSkill', id)).error).to.equal('UACCESS');
    expect((await ada.call('cancelSkill', id)).data).to.equal('Skill execution cancelled.');
    expect(await bob.event('DeleteSkillAttribution')).to.deep.equal({ moderator, execution_id: id });
    expect((await ada.call('cancelSkill', id)).error).to.have.property('code', 4004);
  });
});

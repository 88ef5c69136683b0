import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { participantIn, stateWith } from '../fake-participant.js';
import { stage } from '../raw-client.js';

describe('vote:start', () => {
  const { listen, enter } = stage();

  it('starts the poll of a channel and tells everyone', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const reader = await enter(server, 42);
    const id = ada.cast('vote:start', 'Tea?', ['yes', 'no'], 30);
    expect(await ada.take(() => true)).to.deep.equal({ type: 'reply', error: null, id, data: 'Poll started.' });
    const start = await reader.event('PollStart');
    expect(start.endsAt).to.be.within(Date.now() + 25_000, Date.now() + 30_000);
    expect(start).to.deep.equal({
      originatingChannel: 42,
      q: 'Tea?',
      answers: ['yes', 'no'],
      author: { user_name: 'ada', user_id: 7, user_roles: ['Owner'] },
      duration: 30_000,
      endsAt: start.endsAt,
      voters: 0,
      responses: { yes: 0, no: 0 },
      responsesByIndex: [0, 0],
    });
    expect(await ada.event('PollStart')).to.deep.equal(start);
  });

  it('runs one poll at a time', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    await ada.call('vote:start', 'Tea?', ['yes', 'no'], 30);
    expect((await ada.call('vote:start', 'Cake?', ['yes', 'no'], 30)).error).to.equal('A poll is already running.');
  });

  it('enforces its limits', async () => {
    const ada = await enter(await listen(), 42, 'ada');
    const six = ['a', 'b', 'c', 'd', 'e', 'f'];
    const wrong = [
      ['?', ['yes', 'no'], 30],
      ['x'.repeat(256), ['yes', 'no'], 30],
      [7, ['yes', 'no'], 30],
      ['Tea?', ['yes'], 30],
      ['Tea?', [...six, 'g'], 30],
      ['Tea?', ['yes', 7], 30],
      ['Tea?', ['yes', ''], 30],
      ['Tea?', 'yes', 30],
      ['Tea?', ['yes', 'no'], 4.9],
      ['Tea?', ['yes', 'no'], 301],
      ['Tea?', ['yes', 'no'], '30'],
      ['Tea?', ['yes', 'no']],
      [],
    ];
    for (const args of wrong)
      expect((await ada.call('vote:start', ...args)).error, JSON.stringify(args)).to.have.property('code', 4004);
    expect((await ada.call('vote:start', 'x'.repeat(255), six, 300)).error).to.equal(null);
  });

  it('is refused to users', async () => {
    const bob = await enter(await listen(), 42, 'bob');
    expect((await bob.call('vote:start', 'Tea?', ['yes', 'no'], 30)).error).to.equal('UACCESS');
  });

  it('ends in time, so that another can start', () => {
    new TestScheduler(() => {}).run(({ cold }) => {
      const state = stateWith();
      const [ada, bob] = [participantIn(state, 42, 'ada'), participantIn(state, 42, 'bob')];
      ada.call('vote:start', 'Tea?', ['yes', 'no'], 30);
      bob.call('vote:choose', 1);
      cold('29999ms a').subscribe(() => expect(bob.events()).to.deep.equal(['PollStart', 'PollStart']));
      cold('30001ms a').subscribe(() => {
        const end = bob.packets.at(-1);
        expect(end?.event).to.equal('PollEnd');
        expect(end?.data).to.deep.equal({ ...bob.packets.at(-2)?.data });
        expect(end?.data).to.deep.include({
          voters: 1,
          duration: 30_000,
          endsAt: 30_000,
          responses: { yes: 0, no: 1 },
        });
        expect(bob.call('vote:choose', 1).error).to.equal('No poll is running.');
        expect(ada.call('vote:start', 'Tea?', ['yes', 'no'], 30).error).to.equal(null);
        state.close();
      });
    });
  });
});

describe('vote:choose', () => {
  const { listen, enter } = stage();

  it('counts one vote per user, under both its names, and shows each as progress', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    const bob = await enter(server, 42, 'bob');
    await ada.call('vote:start', 'Tea?', ['yes', 'no'], 30);
    expect((await bob.call('vote:choose', 1)).data).to.equal(true);
    expect((await ada.call('vote', 0)).data).to.equal(true);
    expect((await bob.call('vote:choose', 0)).error).to.equal('You have already voted.');
    const voters = [];
    for (let n = 0; n < 3; n += 1) voters.push((await bob.event('PollStart')).responsesByIndex);
    expect(voters).to.deep.equal([
      [0, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it('needs a running poll, one of its options, and a user', async () => {
    const server = await listen();
    const ada = await enter(server, 42, 'ada');
    expect((await ada.call('vote:choose', 0)).error).to.equal('No poll is running.');
    await ada.call('vote:start', 'Tea?', ['yes', 'no'], 30);
    for (const option of [2, -1, 0.5, '0', null, [0]])
      expect((await ada.call('vote:choose', option)).error).to.have.property('code', 4004);
    expect((await (await enter(server, 42)).call('vote:choose', 0)).error).to.equal('UACCESS');
  });
});

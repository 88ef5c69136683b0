import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import type { ChatServerOptions } from '../../../lib/server/index.js';
import { participantIn, stateWith } from '../fake-participant.js';
import { stage } from '../raw-client.js';

const linesOf = (packets: { data?: { message: { message: { text: string }[] } } }[]): string[] =>
  packets.map(({ data }) => data?.message.message.map(part => part.text).join('') ?? '');

describe('giveaway:start', () => {
  const { listen, enter } = stage();

  const run = (options: ChatServerOptions, names: string[], check: (ada: ReturnType<typeof participantIn>) => void) =>
    new TestScheduler(() => {}).run(({ cold }) => {
      const state = stateWith(options);
      const ada = participantIn(state, 42, 'ada');
      for (const name of names) participantIn(state, 42, name);
      ada.packets.splice(0);
      expect(ada.call('giveaway:start').data).to.equal('Starting a giveaway');
      expect(ada.call('giveaway:start').error).to.equal('A giveaway is already running.');
      cold('2999ms a').subscribe(() => expect(ada.packets).to.have.length(3));
      cold('3001ms a').subscribe(() => check(ada));
      cold('3002ms a').subscribe(() => {
        expect(ada.call('giveaway:start').error).to.equal(null);
        state.close();
      });
    });

  it('counts down and draws one of the others', () => {
    run({ random: () => 0.99 }, ['bob', 'eve', 'eve'], ada => {
      expect(linesOf(ada.packets)).to.deep.equal(['The giveaway ends in 3…', '2…', '1…', 'The winner is @eve !']);
      expect(ada.packets[3]?.data).to.include({ user_name: 'HypeBot', user_id: 696 });
      expect(ada.packets[3]?.data).not.to.have.property('user_level');
    });
  });

  it('uses the bot of the era, and may have no winner', () => {
    run({ era: 'beam' }, [], ada => {
      expect(linesOf(ada.packets)[3]).to.equal('Nobody is here to win.');
      expect(ada.packets[3]?.data).to.include({ user_name: 'GiveawayBot', user_id: -1 });
      expect(ada.packets[3]?.data).to.have.nested.property('message.meta.avatar');
    });
  });

  it('is refused to users, and reaches everyone', async () => {
    const server = await listen({ giveawayStep: 1 });
    const [ada, bob] = [await enter(server, 42, 'ada'), await enter(server, 42, 'bob')];
    expect((await bob.call('giveaway:start')).error).to.equal('UACCESS');
    await ada.call('giveaway:start');
    const messages = [];
    for (let n = 0; n < 4; n += 1) messages.push({ data: await bob.event('ChatMessage') });
    expect(linesOf(messages)[3]).to.equal('The winner is @bob !');
  });
});

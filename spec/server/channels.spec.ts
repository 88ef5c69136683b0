import { expect } from 'chai';
import { Channels } from '../../lib/server/channels.js';
import { Users } from '../../lib/server/users.js';
import { participantIn, stateWith } from './fake-participant.js';

const defaults = { slowChatMs: 500, historyLimit: 10 };

describe('channels', () => {
  it('are created on demand', () => {
    const channels = new Channels(undefined, new Users(), defaults);
    const channel = channels.find(42);
    expect(channel?.rules).to.deep.include({ slowChatMs: 500, links: 'clickable', minimumRank: 0 });
    expect(channels.find(42)).to.equal(channel);
  });

  it('are only the listed ones, with their rules', () => {
    const channels = new Channels([{ id: 1, slowChat: 9, roles: { eve: ['Mod'] } }], new Users(), defaults);
    expect(channels.find(2)).to.equal(undefined);
    expect(channels.find(1)?.rules.slowChatMs).to.equal(9);
  });

  it('refuse roles for users that do not exist', () => {
    const users = new Users([{ username: 'kim' }]);
    expect(() => new Channels([{ id: 1, roles: { eve: ['Mod'] } }], users, defaults)).to.throw(TypeError, 'eve');
  });

  it('are removed beyond a thousand, if they are idle', () => {
    const state = stateWith();
    const ada = participantIn(state, 1, 'ada');
    ada.call('msg', 'hello');
    const polling = participantIn(state, 2, 'ada');
    polling.call('vote:start', 'Tea?', ['yes', 'no'], 30);
    const poll = state.channels.find(2)?.poll;
    state.channels.find(2)?.leave(polling.participant);
    const idle = state.channels.find(3);
    for (let id = 4; id <= 1001; id += 1) state.channels.find(id);
    expect(ada.call('history', 1).data).to.have.length(1);
    expect(state.channels.find(2)?.poll).to.equal(poll);
    expect(state.channels.find(3)).not.to.equal(idle);
    state.close();
  });
});

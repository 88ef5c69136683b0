import { expect } from 'chai';
import { Channels } from '../../lib/server/channels.js';
import { Users } from '../../lib/server/users.js';
import { hallWith, visitorIn } from './fake-visitor.js';

const defaults = { slowChatMs: 500, historyLimit: 10 };

describe('channels', () => {
  it('are any there are asked for', () => {
    const channels = new Channels(undefined, new Users(), defaults);
    const channel = channels.find(42);
    expect(channel?.rules).to.deep.include({ slowChatMs: 500, links: 'clickable', minimumRank: 0 });
    expect(channels.find(42)).to.equal(channel);
  });

  it('are only those listed, with their rules', () => {
    const channels = new Channels([{ id: 1, slowChat: 9, roles: { eve: ['Mod'] } }], new Users(), defaults);
    expect(channels.find(2)).to.equal(undefined);
    expect(channels.find(1)?.rules.slowChatMs).to.equal(9);
  });

  it('have no roles for users that cannot be', () => {
    const users = new Users([{ username: 'kim' }]);
    expect(() => new Channels([{ id: 1, roles: { eve: ['Mod'] } }], users, defaults)).to.throw(TypeError, 'eve');
  });

  it('are forgotten beyond a thousand, if nobody is there and nothing goes on', () => {
    const hall = hallWith();
    const ada = visitorIn(hall, 1, 'ada');
    ada.call('msg', 'hello');
    const polling = visitorIn(hall, 2, 'ada');
    polling.call('vote:start', 'Tea?', ['yes', 'no'], 30);
    const poll = hall.channels.find(2)?.poll;
    hall.channels.find(2)?.leave(polling.visitor);
    const idle = hall.channels.find(3);
    for (let id = 4; id <= 1001; id += 1) hall.channels.find(id);
    expect(ada.call('history', 1).data).to.have.length(1);
    expect(hall.channels.find(2)?.poll).to.equal(poll);
    expect(hall.channels.find(3)).not.to.equal(idle);
    hall.close();
  });
});

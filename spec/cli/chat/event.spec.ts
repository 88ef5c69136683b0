import { expect } from 'chai';
import { eventLines } from '../../../lib/cli/chat/event.js';
import { plain, type RenderOptions } from '../../../lib/cli/chat/paint.js';

const LOOK: RenderOptions = { paint: plain, columns: 80 };

const bob = { id: 8, username: 'bob', roles: ['User'], originatingChannel: 1 };
const moderator = { user_name: 'ada', user_id: 7, user_roles: ['Owner'], user_level: 1 };

describe('eventLines', () => {
  const table: [string, unknown, string][] = [
    ['UserJoin', bob, '-- bob joined'],
    ['UserLeave', bob, '-- bob left'],
    ['UserUpdate', { user: 8, roles: ['Mod', 'User'], username: 'bob' }, '-- bob [Mod] is now Mod, User'],
    ['UserUpdate', { user: 8, roles: [] }, '-- user 8 is now without a role'],
    ['UserTimeout', { user: {}, duration: 29_500 }, '-- you may not write for 30 s'],
    ['DeleteMessage', { id: 'm1', moderator }, '-- a message was deleted by ada [Owner]'],
    [
      'PurgeMessage',
      { user_id: 8, moderator, cause: { type: 'timeout', durationString: '30s' } },
      '-- the messages of user 8 were removed by ada [Owner] (timeout 30s)',
    ],
    ['PurgeMessage', { user_id: 8 }, '-- the messages of user 8 were removed'],
    ['ClearMessages', { clearer: moderator }, '-- the chat was cleared by ada [Owner]'],
    ['SkillAttribution', { user_name: 'bob', skill: { skill_name: 'Ball' } }, '-- bob used Ball'],
    ['DeleteSkillAttribution', {}, '-- a skill was cancelled'],
  ];
  for (const [event, data, line] of table) {
    it(`tells of ${event}: ${line}`, () => expect(eventLines(event, data, 0, LOOK)).to.deep.equal([line]));
  }

  it('names whose messages a purge removed, and who has no name in an update, if others named them', () => {
    const look: RenderOptions = { ...LOOK, nameOf: id => (id === 8 ? 'bob' : undefined) };
    expect(eventLines('PurgeMessage', { user_id: 8, moderator }, 0, look)).to.deep.equal([
      '-- the messages of bob were removed by ada [Owner]',
    ]);
    expect(eventLines('UserUpdate', { user: 8, roles: ['Mod'] }, 0, look)).to.deep.equal(['-- bob [Mod] is now Mod']);
    expect(eventLines('PurgeMessage', { user_id: 9 }, 0, look)[0]).to.include('user 9');
  });

  it('shows messages and polls as they are shown elsewhere', () => {
    expect(eventLines('ChatMessage', { user_name: 'bob' }, 0, LOOK)).to.deep.equal(['bob: ']);
    expect(eventLines('PollStart', { answers: ['a', 'b'] }, 0, LOOK)).to.have.length(3);
    expect(eventLines('PollEnd', { answers: ['a', 'b'] }, 0, LOOK)[0]).to.include('ended');
  });

  it('has nothing to say of events that it does not know', () => {
    expect(eventLines('Stats', { viewers: 1 }, 0, LOOK)).to.deep.equal([]);
    expect(eventLines('constructor', {}, 0, LOOK)).to.deep.equal([]);
  });
});

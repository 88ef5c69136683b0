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
      '-- what user 8 wrote was removed by ada [Owner] (timeout 30s)',
    ],
    ['PurgeMessage', { user_id: 8 }, '-- what user 8 wrote was removed'],
    ['ClearMessages', { clearer: moderator }, '-- the chat was cleared by ada [Owner]'],
    ['SkillAttribution', { user_name: 'bob', skill: { skill_name: 'Ball' } }, '-- bob used Ball'],
    ['DeleteSkillAttribution', {}, '-- a skill was cancelled'],
  ];
  for (const [event, data, line] of table) {
    it(`tells of ${event}: ${line}`, () => expect(eventLines(event, data, 0, LOOK)).to.deep.equal([line]));
  }

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

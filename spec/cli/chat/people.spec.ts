import { expect } from 'chai';
import { People, peopleIn } from '../../../lib/cli/chat/people.js';

const ada = { id: 7, username: 'ada', roles: ['Owner'] };
const bob = { id: 8, username: 'bob', roles: ['User'] };

describe('People', () => {
  it('knows who is here by those who come and go', () => {
    const people = new People();
    for (const each of [ada, bob]) people.learn('UserJoin', each);
    people.learn('UserLeave', ada);
    expect(people.here).to.deep.equal([{ name: 'bob', roles: ['User'] }]);
    people.forgetHere();
    expect(people.here).to.deep.equal([]);
  });

  it('knows by name who came, wrote or was updated, also once they are gone', () => {
    const people = new People();
    people.learn('UserJoin', ada);
    people.learn('UserLeave', ada);
    people.learn('ChatMessage', { user_id: 9, user_name: 'cy' });
    people.learn('UserUpdate', { user: 8, username: 'bob' });
    people.forgetHere();
    expect([7, 8, 9, 10, undefined].map(id => people.nameOf(id))).to.deep.equal([
      'ada',
      'bob',
      'cy',
      undefined,
      undefined,
    ]);
  });

  it('cleans names, and learns nothing from data of another shape', () => {
    const people = new People();
    people.learn('UserJoin', { id: 1, username: 'e\u001b[2Jve', roles: ['\u0007Mod', {}, ''] });
    for (const data of [null, 1, 'x', {}, { id: 'x' }, { user_id: 2, user_name: {} }]) {
      for (const event of ['UserJoin', 'UserLeave', 'UserUpdate', 'ChatMessage']) people.learn(event, data);
    }
    expect(people.here).to.deep.equal([{ name: 'eve', roles: ['Mod'] }]);
    expect(people.nameOf(2)).to.equal(undefined);
  });

  it('remembers no more than 10,000 of them', () => {
    const people = new People();
    for (let id = 0; id <= 10_000; id += 1) people.learn('UserJoin', { id, username: `u${id}` });
    expect(people.here).to.have.length(10_000);
    expect([0, 1].map(id => people.nameOf(id))).to.deep.equal([undefined, 'u1']);
  });
});

describe('peopleIn', () => {
  it('reads the list of either version of the API', () => {
    expect(
      peopleIn([{ userId: 7, username: 'ada', userRoles: ['Owner'] }, { userName: 'bob' }, { userId: 9 }]),
    ).to.deep.equal([
      { name: 'ada', roles: ['Owner'] },
      { name: 'bob', roles: [] },
      { name: 'user 9', roles: [] },
    ]);
  });

  it('reads nobody from anything else', () => {
    for (const reply of [undefined, null, {}, 'x', 1]) expect(peopleIn(reply)).to.deep.equal([]);
  });
});

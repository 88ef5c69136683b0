import { expect } from 'chai';
import { Users } from '../../lib/server/users.js';

describe('users', () => {
  it('are ada and bob, and any name on demand', () => {
    const users = new Users();
    expect(users.withId(7)).to.deep.include({ username: 'ada', roles: ['Owner'], level: 1, avatar: null });
    expect(users.findOrCreate('bob')?.id).to.equal(8);
    const eve = users.findOrCreate('Eve');
    expect(eve).to.deep.include({ username: 'Eve', roles: ['User'] });
    expect(users.findOrCreate('EVE')).to.equal(eve);
    expect(users.withName('eve')).to.equal(eve);
    expect(users.findOrCreate(String(eve?.id))).to.equal(eve);
  });

  it('are only the listed ones', () => {
    const users = new Users([{ username: 'kim', id: 100, roles: ['User', 'Mod'] }, { username: 'lou' }]);
    expect(users.findOrCreate('ada')).to.equal(undefined);
    expect(users.findOrCreate('kim')?.roles).to.deep.equal(['Mod', 'User']);
    expect(users.findOrCreate('lou')?.id).to.equal(101);
    const digits = new Users([{ username: '12' }, { username: 'kim', id: 13 }, { username: '13' }]);
    expect(digits.findOrCreate('12')?.username).to.equal('12');
    expect(digits.findOrCreate('13')?.username).to.equal('kim');
  });

  it('are created for valid names only', () => {
    const users = new Users();
    for (const name of ['', 'a b', 'x'.repeat(41), 'a\n', '\u0000', '99'])
      expect(users.findOrCreate(name), name).to.equal(undefined);
    for (const name of ['__proto__', 'Zoë', 'x-1']) expect(users.findOrCreate(name)?.username).to.equal(name);
  });
});

import { expect } from 'chai';
import { Users } from '../../lib/server/users.js';

describe('users', () => {
  it('are ada and bob, and whoever comes', () => {
    const users = new Users();
    expect(users.withId(7)).to.deep.include({ username: 'ada', roles: ['Owner'], level: 1, avatar: null });
    expect(users.admit('bob')?.id).to.equal(8);
    const eve = users.admit('Eve');
    expect(eve).to.deep.include({ username: 'Eve', roles: ['User'] });
    expect(users.admit('EVE')).to.equal(eve);
    expect(users.named('eve')).to.equal(eve);
    expect(users.admit(String(eve?.id))).to.equal(eve);
  });

  it('are only those listed, where a list is given', () => {
    const users = new Users([{ username: 'kim', id: 100, roles: ['User', 'Mod'] }, { username: 'lou' }]);
    expect(users.admit('ada')).to.equal(undefined);
    expect(users.admit('kim')?.roles).to.deep.equal(['Mod', 'User']);
    expect(users.admit('lou')?.id).to.equal(101);
    const digits = new Users([{ username: '12' }, { username: 'kim', id: 13 }, { username: '13' }]);
    expect(digits.admit('12')?.username).to.equal('12');
    expect(digits.admit('13')?.username).to.equal('kim');
  });

  it('have names that can be', () => {
    const users = new Users();
    for (const name of ['', 'a b', 'x'.repeat(41), 'a\n', '\u0000', '99'])
      expect(users.admit(name), name).to.equal(undefined);
    for (const name of ['__proto__', 'Zoë', 'x-1']) expect(users.admit(name)?.username).to.equal(name);
  });
});

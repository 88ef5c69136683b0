import { expect } from 'chai';
import { permissionsOf, rankOf, sortRoles } from '../../lib/server/roles.js';

describe('roles', () => {
  it('are listed strongest first, punishments before all, each once', () => {
    expect(sortRoles(['User', 'Subscriber', 'Mod', 'User', 'ChannelEditor'])).to.deep.equal([
      'ChannelEditor',
      'Mod',
      'Subscriber',
      'User',
    ]);
    expect(sortRoles(['Owner', 'Banned'])).to.deep.equal(['Banned', 'Owner']);
  });

  it('rank as the strongest of them', () => {
    expect(rankOf(['User', 'Mod'])).to.equal(rankOf(['Mod']));
    expect(rankOf(['Founder'])).to.be.above(rankOf(['Owner']));
    expect(rankOf(['Owner'])).to.be.above(rankOf(['Mod']));
    expect(rankOf(['Subscriber'])).to.be.above(rankOf(['User']));
    expect(rankOf(['Never heard of'])).to.equal(rankOf(['User']));
    expect(rankOf([])).to.be.below(rankOf(['Banned']));
  });

  it('give permissions', () => {
    expect(permissionsOf([])).to.deep.equal(['connect']);
    expect(permissionsOf(['User', 'Muted'])).to.deep.equal(['connect']);
    expect(permissionsOf(['User'])).to.deep.equal(['connect', 'chat', 'whisper', 'poll_vote']);
    expect(permissionsOf(['Subscriber', 'User'])).to.deep.equal(permissionsOf(['User']));
    expect(permissionsOf(['Mod']))
      .to.include('poll_start')
      .and.not.include('change_role');
    expect(permissionsOf(['Owner'])).to.include('change_role');
    expect(permissionsOf(['Owner', 'Banned'])).to.deep.equal([]);
  });
});

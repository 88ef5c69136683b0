import { expect } from 'chai';
import { permissionsOf, sortRoles, strengthOf } from '../../lib/server/roles.js';

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

  it('are as strong as the strongest', () => {
    expect(strengthOf(['User', 'Mod'])).to.equal(strengthOf(['Mod']));
    expect(strengthOf(['Founder'])).to.be.above(strengthOf(['Owner']));
    expect(strengthOf(['Owner'])).to.be.above(strengthOf(['Mod']));
    expect(strengthOf(['Subscriber'])).to.be.above(strengthOf(['User']));
    expect(strengthOf(['Never heard of'])).to.equal(strengthOf(['User']));
    expect(strengthOf([])).to.be.below(strengthOf(['Banned']));
  });

  it('permit', () => {
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

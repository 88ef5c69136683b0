import { expect } from 'chai';
import { systemReason } from '../../lib/cli/system-reason.js';

describe('systemReason', () => {
  it('has words for what the system says, with its code behind', () => {
    expect(systemReason(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).to.equal(
      'no server listens there (ECONNREFUSED)',
    );
    expect(systemReason({ code: 'ENOTFOUND' })).to.equal('no such host (ENOTFOUND)');
  });

  it('has none for anything else', () => {
    for (const cause of [undefined, null, 'ECONNREFUSED', {}, { code: 'constructor' }, { code: 1 }])
      expect(systemReason(cause)).to.equal(undefined);
  });
});

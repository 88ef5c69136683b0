import { expect } from 'chai';
import { secretsOf } from '../../lib/beam/secrets.js';

describe('R26: secretsOf', () => {
  it('are the authkey and the access key', () => {
    expect(secretsOf([1, 2, 'k3y', 'acc3ss'])).to.deep.equal(['k3y', 'acc3ss']);
  });

  it('is the access key alone, for an anonymous join of a closed channel', () => {
    expect(secretsOf([1, null, null, 'acc3ss'])).to.deep.equal(['acc3ss']);
  });

  it('is nothing else, whatever else is given', () => {
    expect(secretsOf([1, 2, 'k3y', 'acc3ss', 'other'])).to.deep.equal(['k3y', 'acc3ss']);
    expect(secretsOf(['channel', 'user', 'k3y'])).to.deep.equal(['k3y']);
  });

  for (const args of [[], [1], [1, 2], [1, 2, null, undefined], [1, 2, '', 7], [1, 2, ['k3y'], { key: 'k3y' }]]) {
    it(`are none in ${JSON.stringify(args)}: only a text is a key`, () => expect(secretsOf(args)).to.deep.equal([]));
  }
});

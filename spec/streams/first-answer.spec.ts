import { expect } from 'chai';
import { FirstAnswer } from '../../lib/streams/first-answer.js';

describe('FirstAnswer', () => {
  const stage = (isUnsure: boolean) => {
    const first = new FirstAnswer<string>();
    first.learn([...'abc'], isUnsure);
    return { first, missing: () => [...'abcd'].filter(key => first.mayMiss(key)).join('') };
  };

  it('R42: if it has nothing of what came live before it, values may be missing up to any of those that it has', () => {
    expect(stage(true).missing()).to.equal('abc');
    expect(stage(false).missing()).to.equal('');
  });

  it('R40: what follows a value that comes live is from the first session, and then nothing is unsure', () => {
    const { first, missing } = stage(true);
    expect(first.laterThan('b')).to.deep.equal(['c']);
    expect(missing()).to.equal('');
    expect(first.laterThan('a')).to.deep.equal([]);
  });

  it('a value that it has not says nothing, and nothing is known before it comes', () => {
    const { first, missing } = stage(true);
    expect(first.laterThan('d')).to.deep.equal([]);
    expect(missing()).to.equal('abc');
    const none = new FirstAnswer<string>();
    expect([none.laterThan('a'), none.mayMiss('a')]).to.deep.equal([[], false]);
  });

  it('is forgotten', () => {
    const { first, missing } = stage(true);
    first.forget();
    expect([missing(), first.laterThan('b')]).to.deep.equal(['', []]);
  });
});

import { expect } from 'chai';
import { KnownKeys } from '../../lib/streams/known-keys.js';

describe('KnownKeys', () => {
  const stage = (limit = 2) => {
    const known = new KnownKeys<string>(limit);
    const which = (holds: (key: string) => boolean) => [...'abcde'].filter(holds).join('');
    return {
      known,
      kinds: () => [which(key => known.isEmitted(key)), which(key => known.has(key) && !known.isEmitted(key))],
    };
  };

  it('tells what was emitted from what was there and was not', () => {
    const { known, kinds } = stage();
    expect(known.isEmpty).to.equal(true);
    known.remember('a', true);
    known.remember('b', false);
    expect([kinds(), known.isEmpty, known.has('c')]).to.deep.equal([['a', 'b'], false, false]);
  });

  it('a value may be emitted later, and is a new one then', () => {
    const { known, kinds } = stage();
    known.remember('a', false);
    known.remember('b', true);
    known.remember('a', true);
    known.remember('c', true);
    expect(kinds()).to.deep.equal(['ac', '']);
  });

  it('forgets the oldest of either kind, and none of the other kind', () => {
    const { known, kinds } = stage();
    known.remember('a', true);
    for (const key of 'bcde') known.remember(key, false);
    expect(kinds()).to.deep.equal(['a', 'de']);
  });

  it('forgets a key that was not emitted, and no other', () => {
    const { known, kinds } = stage();
    known.remember('a', true);
    known.remember('b', false);
    for (const key of 'ab') known.forget(key);
    expect(kinds()).to.deep.equal(['a', '']);
  });
});

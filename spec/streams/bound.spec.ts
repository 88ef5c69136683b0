import { expect } from 'chai';
import { bound } from '../../lib/streams/bound.js';

describe('bound', () => {
  it('forgets the oldest entry of a set or a map, if there is one too many', () => {
    const [set, map] = [new Set([2, 1, 3]), new Map([2, 1, 3].map(key => [key, key]))];
    for (const remembered of [set, map]) bound(remembered, 2);
    expect([...set]).to.deep.equal([1, 3]);
    expect([...map.keys()]).to.deep.equal([1, 3]);
  });

  it('forgets nothing otherwise', () => {
    const set = new Set([undefined, 1]);
    for (const limit of [2, 3, Number.POSITIVE_INFINITY]) bound(set, limit);
    expect(set.size).to.equal(2);
  });

  it('forgets an entry whatever its value is', () => {
    const set = new Set<unknown>([undefined, 1]);
    bound(set, 1);
    expect([...set]).to.deep.equal([1]);
  });

  it('forgets everything that comes if nothing may be remembered', () => {
    const set = new Set([1]);
    bound(set, 0);
    expect(set.size).to.equal(0);
  });
});

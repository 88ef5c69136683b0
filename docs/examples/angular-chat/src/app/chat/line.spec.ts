import { said } from '../../testing/said';
import { continues, messageLine } from './line';

describe('a line', () => {
  const line = (id: string, at: number, user = 7) => messageLine(said(id, 'somebody', user), at);

  it('continues the one before if it is of the same author, and soon', () => {
    const first = line('a', 0);
    const after = [line('b', 299_999), line('b', 300_000), line('b', 1, 8), line('b', 1)];
    expect(after.map(each => continues(first, each))).toEqual([true, false, false, true]);
    expect(continues(undefined, first)).toBe(false);
  });

  it('is as old as its id says, or else as its arrival', () => {
    expect(messageLine(said('c232ab00-9414-11ec-b3c8-9f6bdeced846'), 5)).toHaveProperty('at', 1_645_557_742_000);
    expect([messageLine(said('a'), 5), messageLine(said('a'))].map(each => 'at' in each && each.at)).toEqual([
      5,
      undefined,
    ]);
  });
});

import { Heights } from './heights';

describe('Heights', () => {
  const heights = new Heights(10);
  beforeEach(() => heights.arrange(['a', 'b', 'c', 'd']));

  it('guesses what was not measured', () => expect(heights.total).toBe(40));

  it('takes measures into account, and says whether they are news', () => {
    expect(heights.measure('b', 30)).toBe(true);
    expect(heights.measure('b', 30)).toBe(false);
    expect([0, 1, 2, 3, 4].map(index => heights.top(index))).toEqual([0, 10, 40, 50, 60]);
  });

  it('finds the row at an offset, the nearest beyond the ends', () => {
    heights.measure('b', 30);
    expect([-5, 0, 9, 10, 39, 40, 59, 99].map(offset => heights.indexAt(offset))).toEqual([0, 0, 0, 1, 1, 2, 3, 3]);
  });

  it('knows rows by their key, wherever they go', () => {
    heights.measure('b', 30);
    heights.arrange(['b', 'c']);
    expect([heights.top(1), heights.total]).toEqual([30, 40]);
  });

  it('is of no height without rows', () => {
    heights.arrange([]);
    expect([heights.total, heights.indexAt(0)]).toEqual([0, 0]);
  });
});

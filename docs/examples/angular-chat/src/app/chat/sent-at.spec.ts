import { sentAt, timeText } from './sent-at';

describe('sentAt', () => {
  it('reads the time that is in a version 1 UUID', () =>
    // The example of RFC 9562.
    expect(sentAt('C232AB00-9414-11EC-B3C8-9F6BDECED846')).toBe(Date.parse('2022-02-22T19:22:22Z')));

  for (const id of ['', 'a', '919108f7-52d1-4320-9bac-f847db4148a8', 'c232ab00-9414-11ec']) {
    it(`finds none in ${id || 'nothing'}`, () => expect(sentAt(id)).toBeUndefined());
  }
});

describe('timeText', () => {
  const noon = new Date(2022, 1, 22, 12, 34).getTime();

  it('is the time of today', () => {
    expect(timeText(noon, noon + 3_600_000)).toMatch(/^12.34/);
  });

  it('is the day too, of another day', () => {
    expect(timeText(noon, noon + 86_400_000)).toMatch(/22.+2022.+12.34/);
  });
});

import { expect } from 'chai';
import { clockSeconds, clockTime, timeOfUuid } from '../../lib/cli/clock-time.js';
import { uuidV1Source } from '../../lib/server/uuid-v1.js';

const at = (text: string): number => new Date(text).getTime();
const NOON = at('2026-11-26T12:00:00');

describe('clockTime', () => {
  it('is the time of day, after the day if that is another', () => {
    expect(clockTime(at('2026-11-26T09:05:59'), NOON)).to.equal('09:05');
    expect(clockTime(at('2026-11-26T00:00:00'), NOON)).to.equal('00:00');
    expect(clockTime(at('2026-11-25T23:59:00'), NOON)).to.equal('25 Nov 23:59');
  });

  it('is unknown for what is no time', () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) expect(clockTime(ms, NOON)).to.equal('--:--');
  });

  it('has seconds for a log', () => expect(clockSeconds(at('2026-11-26T09:05:07'))).to.equal('09:05:07'));
});

describe('timeOfUuid', () => {
  it('reads the time from an id that contains it', () => {
    const before = Date.now();
    const id = uuidV1Source(() => 0.5)();
    expect(timeOfUuid(id)).to.be.within(before, Date.now());
    expect(timeOfUuid('5f1b2c30-0001-11e9-8000-0242ac120002')).to.equal(at('2018-12-15T00:35:50.209Z'));
  });

  it('knows nothing of any other id', () => {
    for (const id of ['', 'm1', '9b2f8a52-8c1e-4b52-9d59-3a1f2c4d5e6f', '5f1b2c30-0001-11e9-8000-0242ac120002x'])
      expect(timeOfUuid(id)).to.equal(undefined);
  });
});

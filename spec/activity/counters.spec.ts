import { expect } from 'chai';
import { Counters } from '../../lib/activity/counters.js';

class Counting extends Counters {
  override countIn = super.countIn;
  override countOut = super.countOut;
  override countFailure = super.countFailure;
  override count = super.count;
}

describe('Counters', () => {
  it('R49: count characters of texts and bytes of binary frames, of any kind', () => {
    const counters = new Counting();
    for (const frame of ['äb', new Uint8Array(3), new ArrayBuffer(4), null, {}]) counters.countIn(frame);
    counters.countOut('abc');
    counters.count('bad');
    expect(counters.frames).to.deep.equal({ in: 5, out: 1, charsIn: 9, charsOut: 3, bad: 1 });
  });

  it('R49: count failures by their kind; those of calls that were never taken are none of them', () => {
    const counters = new Counting();
    const kinds = ['refused', 'timeout', 'aborted', 'disconnected', 'overflow', 'expired'] as const;
    for (const [at, kind] of kinds.entries()) for (let i = 0; i <= at; i += 1) counters.countFailure(kind);
    for (const kind of ['closed', 'not-connected', 'encoding', 'paced'] as const) counters.countFailure(kind);
    expect(counters.calls({ inFlight: 1, spooled: 2 })).to.deep.equal({
      made: 0,
      inFlight: 1,
      spooled: 2,
      answered: 0,
      refused: 1,
      timedOut: 2,
      aborted: 3,
      disconnected: 4,
      overflowed: 5,
      expired: 6,
      resent: 0,
    });
  });

  it('show a client that has counted nothing as all zero, and give no name away that is none of theirs', () => {
    const counters = new Counting();
    expect(Object.values(counters.frames)).to.deep.equal([0, 0, 0, 0, 0]);
    expect(counters.calls({ inFlight: 0, spooled: 0 })).not.to.have.property('bad');
  });
});

import { expect } from 'chai';
import { broken, good } from './hand-made.js';
import type { Entry } from './history.js';
import { isClean, judge } from './ledger.js';
import { quantile, tally } from './tally.js';

describe('the judgement of chaos', () => {
  it('finds nothing wrong with a good history', () => {
    expect(Object.entries(judge(good)).filter(([, list]) => list.length > 0)).to.deep.equal([]);
    expect(isClean(judge(good))).to.equal(true);
  });

  for (const [kind, histories] of Object.entries(broken)) {
    for (const [what, history] of Object.entries(histories)) {
      it(`finds ${kind}: ${what}`, () => {
        const found = Object.entries(judge(history)).filter(([, list]) => list.length > 0);
        expect(found.map(([name, list]) => [name, list.length])).to.deep.equal([[kind, 1]]);
        expect(isClean(judge(history))).to.equal(false);
      });
    }
  }

  it('counts each call once, and the time from each loss to the next session', () => {
    const { made: calls, answered, refused, unknown, never, received: had, resent, reconnects, ...rest } = tally(good);
    expect({ calls, answered, refused, unknown, never, had, resent }).to.deep.equal({
      calls: 5,
      answered: 1,
      refused: 1,
      unknown: 2,
      never: 1,
      had: 3,
      resent: 1,
    });
    expect(reconnects).to.deep.equal([50]);
    const none = { handed: 0, unsubscribed: 0, unsettled: 0, unknownReceived: 1, connections: 2, sessions: 2 };
    expect(rest).to.deep.equal(none);
  });

  it('takes no time between an end and a boot for a reconnect', () => {
    const history: Entry[] = [{ at: 'lost', ms: 0 }, { at: 'ended' }, { at: 'established', ms: 9 }];
    expect(tally(history).reconnects).to.deep.equal([]);
  });

  it('gives quantiles as values that occurred', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0, 0.5, 0.95, 1].map(share => quantile(hundred, share))).to.deep.equal([1, 51, 96, 100]);
    expect(quantile([], 0.5)).to.equal(0);
  });
});

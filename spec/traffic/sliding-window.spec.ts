import { expect } from 'chai';
import fc from 'fast-check';
import { SlidingWindow } from '../../lib/traffic/sliding-window.js';

describe('SlidingWindow', () => {
  it('R46: has room as long as fewer frames were sent', () => {
    const window = new SlidingWindow(2, 100);
    expect(window.waitMs(0, 2)).to.equal(0);
    window.sent(0);
    expect([window.waitMs(0, 2), window.waitMs(0, 1)]).to.deep.equal([0, 100]);
    window.sent(30);
    expect([window.waitMs(30, 2), window.waitMs(30, 1)]).to.deep.equal([70, 100]);
  });

  it('R46: has room again when the oldest that matters was sent `per` ms ago, and not before', () => {
    const window = new SlidingWindow(3, 100);
    for (const at of [0, 10, 20, 100, 110]) window.sent(at);
    expect([119, 120, 121].map(now => window.waitMs(now, 3))).to.deep.equal([1, 0, 0]);
    expect([199, 200].map(now => window.waitMs(now, 2))).to.deep.equal([1, 0]);
    expect([209, 210].map(now => window.waitMs(now, 1))).to.deep.equal([1, 0]);
  });

  it('R46: is full for no longer than `per` ms after a clock was set back', () => {
    const window = new SlidingWindow(2, 100);
    window.sent(5_000);
    window.sent(5_050);
    expect(window.waitMs(10, 2)).to.equal(50);
    expect(window.waitMs(60, 2)).to.equal(0);
  });

  it('R46: whatever the schedule, no `per` ms hold more frames than the window, and it waits no longer than it must', () => {
    const schedule = fc.record({
      messages: fc.integer({ min: 1, max: 6 }),
      per: fc.integer({ min: 1, max: 50 }),
      gaps: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(schedule, ({ messages, per, gaps }) => {
        const window = new SlidingWindow(messages, per);
        const sent: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const wait = window.waitMs(now, messages);
          const recent = sent.filter(at => at > now - per).length;
          expect(wait === 0).to.equal(recent < messages);
          now += wait;
          window.sent(now);
          sent.push(now);
        }
        for (const from of sent) {
          expect(sent.filter(at => at >= from && at < from + per).length).to.be.at.most(messages);
        }
      }),
    );
  });
});

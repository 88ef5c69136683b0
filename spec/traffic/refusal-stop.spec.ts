import { expect } from 'chai';
import { RefusalStop } from '../../lib/traffic/refusal-stop.js';

/** Stopped at 0 by the first refusal. */
const stopped = (named?: number) => {
  const stop = new RefusalStop();
  stop.refused(0, false, named);
  return stop;
};

/** A trial at this time, that is refused too: how long the client then stops. */
const fail = (stop: RefusalStop, now: number, named?: number): number => {
  expect(stop.leaving(now)).to.equal(true);
  stop.refused(now, true, named);
  return stop.waitMs(now);
};

describe('RefusalStop', () => {
  it('R46: stops nothing before a refusal', () => {
    const stop = new RefusalStop();
    expect([stop.waitMs(0), stop.leaving(0)]).to.deep.equal([0, false]);
  });

  it('R46: a refusal stops calls for 1 s, or for as long as the server asks', () => {
    const at = (stop: RefusalStop, ...times: number[]) => times.map(now => stop.waitMs(now));
    expect(at(stopped(), 0, 999, 1_000, 9_000)).to.deep.equal([1_000, 1, 0, 0]);
    expect(at(stopped(70), 0, 69, 70)).to.deep.equal([70, 1, 0]);
    expect(at(stopped(90_000), 0)).to.deep.equal([90_000]);
    for (const wrong of [Number.NaN, -1]) expect(at(stopped(wrong), 0)).to.deep.equal([1_000]);
  });

  it('R46: the refusals of calls that were in flight together count once, but for the latest time that is named', () => {
    const stop = stopped();
    stop.refused(500, false, undefined);
    expect(stop.waitMs(500)).to.equal(500);
    stop.refused(500, false, 100);
    expect(stop.waitMs(500)).to.equal(500);
    stop.refused(500, false, 2_000);
    expect(stop.waitMs(500)).to.equal(2_000);
  });

  it('R46: then one call goes alone, and if it is refused too the time doubles, up to 30 s', () => {
    const stop = stopped();
    const stops = [0, 0, 0, 0, 0, 0].map((_, n) => fail(stop, 100_000 * (n + 1)));
    expect(stops).to.deep.equal([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(fail(stop, 1_000_000, 5)).to.equal(5);
  });

  it('R46: no other call goes with it', () => {
    const stop = stopped();
    stop.leaving(1_000);
    expect([stop.waitMs(1_000), stop.waitMs(1e9), stop.leaving(1e9)]).to.deep.equal([
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      false,
    ]);
  });

  it('R46: when it is answered all may go, and the next stop begins with 1 s again', () => {
    const stop = stopped();
    fail(stop, 1_000);
    stop.leaving(3_000);
    stop.succeeded(3_100);
    expect([stop.waitMs(3_100), stop.leaving(3_100)]).to.deep.equal([0, false]);
    stop.refused(4_000, false, undefined);
    expect(stop.waitMs(4_000)).to.equal(1_000);
  });

  it('R46: but not before a time that the server has named meanwhile', () => {
    const stop = stopped();
    stop.leaving(1_000);
    stop.refused(1_010, false, 500);
    stop.succeeded(1_100);
    expect([1_100, 1_510].map(now => stop.waitMs(now))).to.deep.equal([410, 0]);
    expect(stop.leaving(1_510)).to.equal(true);
  });

  it('R46: when it ends without an answer, another one goes', () => {
    const stop = stopped();
    stop.leaving(1_000);
    stop.gaveUp();
    expect([stop.waitMs(1_500), stop.leaving(1_500)]).to.deep.equal([0, true]);
  });

  it('R46: one that wants no answer is good if no refusal comes in the time of a stop', () => {
    const stop = stopped();
    stop.leaving(1_000);
    stop.isQuiet(1_000);
    expect([1_000, 1_999, 2_000].map(now => stop.waitMs(now))).to.deep.equal([1_000, 1, 0]);
    expect(stop.leaving(2_000)).to.equal(false);
  });

  it('R46: or if the server answers it nevertheless, and not if it refuses it', () => {
    const [good, bad] = [stopped(), stopped()];
    for (const stop of [good, bad]) {
      stop.leaving(1_000);
      stop.isQuiet(1_000);
    }
    good.succeeded(1_100);
    bad.refused(1_100, true, undefined);
    expect([good.waitMs(1_100), bad.waitMs(1_100)]).to.deep.equal([0, 2_000]);
  });

  it('a trial that is over has no effect any more', () => {
    const stop = new RefusalStop();
    stop.gaveUp();
    stop.isQuiet(0);
    stop.succeeded(0);
    expect(stop.waitMs(0)).to.equal(0);
  });
});

import { expect } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { Authkeys } from '../../lib/server/authkeys.js';

describe('authkeys', () => {
  it('are valid for one user in one channel, once', () => {
    const keys = new Authkeys('single-use', 1000);
    const key = keys.issue(7, 42);
    expect(keys.issue(7, 42)).not.to.equal(key);
    expect(keys.redeem(key, 8, 42)).to.equal(false);
    expect(keys.redeem(key, 7, 43)).to.equal(false);
    expect(keys.redeem('toString', 7, 42)).to.equal(false);
    expect(keys.redeem(key, 7, 42)).to.equal(true);
    expect(keys.redeem(key, 7, 42)).to.equal(false);
  });

  it('expire', () => {
    new TestScheduler(() => {}).run(({ cold }) => {
      const keys = new Authkeys('single-use', 300_000);
      const [early, late] = [keys.issue(7, 42), keys.issue(7, 42)];
      cold('299999ms a').subscribe(() => expect(keys.redeem(early, 7, 42)).to.equal(true));
      cold('300000ms a').subscribe(() => expect(keys.redeem(late, 7, 42)).to.equal(false));
    });
  });

  it('neither expire nor are spent when reusable', () => {
    new TestScheduler(() => {}).run(({ cold }) => {
      const keys = new Authkeys('reusable', 1000);
      const key = keys.issue(7, 42);
      expect(keys.redeem(key, 7, 42)).to.equal(true);
      cold('86400s a').subscribe(() => expect(keys.redeem(key, 7, 42)).to.equal(true));
    });
  });

  it('are kept in a limited number, the newest', () => {
    const keys = new Authkeys('reusable', 1000);
    const first = keys.issue(7, 42);
    const second = keys.issue(7, 42);
    for (let n = 0; n < 9_999; n += 1) keys.issue(8, 42);
    expect(keys.redeem(first, 7, 42)).to.equal(false);
    expect(keys.redeem(second, 7, 42)).to.equal(true);
  });
});

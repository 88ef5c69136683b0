import { expect } from 'chai';
import { faultNames } from '../../lib/server/faults.js';
import { planOf } from './chaos.js';
import { Chance } from './prng.js';

const ascend = (steps: readonly { at: number }[]) =>
  expect(steps.map(({ at }) => at)).to.deep.equal(steps.map(({ at }) => at).sort((a, b) => a - b));

describe('the schedules of chaos', () => {
  it('are the same for the same seed, and differ for another one', () => {
    const [one, again, other] = [planOf(7, 20), planOf(7, 20), planOf(8, 20)];
    const plain = (plan: object) => JSON.stringify(plan);
    expect(plain(one)).to.equal(plain(again));
    expect(plain(one)).not.to.equal(plain(other));
    expect(one.options.random?.()).to.equal(again.options.random?.());
  });

  it('are in order and within their time, and heal their faults', () => {
    const { faults, calls } = planOf(7, 20);
    for (const steps of [faults, calls]) {
      ascend(steps);
      expect(steps.at(-1)?.at).to.be.within(19_000, 19_999);
    }
    const mended = faults.filter(({ act }) => act === 'heal' || act === 'start').length;
    expect(mended).to.be.greaterThan(20);
  });

  it('contain every fault and every form of call', () => {
    const { faults, calls } = planOf(7, 300);
    const dealt = new Set(faults.flatMap(step => (step.act === 'fault' ? [step.name] : [])));
    expect([...faultNames].filter(name => !dealt.has(name))).to.deep.equal([]);
    expect(new Set(faults.map(({ act }) => act))).to.deep.equal(new Set(['fault', 'heal', 'stop', 'start']));
    expect(new Set(calls.map(({ act }) => act))).to.deep.equal(new Set(['call', 'boot', 'close', 'wake']));
    const plans = calls.flatMap(step => (step.act === 'call' ? [step] : []));
    const keys = new Set(plans.flatMap(plan => [...Object.keys(plan), ...Object.keys(plan.options), plan.way]));
    for (const key of ['abortAfter', 'unsubscribeAfter', 'unserializable', 'promise', 'observable'])
      expect(keys).to.include(key);
    expect(new Set(calls.map(({ from }) => from)).size, 'from handlers').to.equal(6);
    for (const key of ['noReply', 'force', 'timeout', 'resend']) expect(keys).to.include(key);
  });

  it('give each call its own token, in order', () => {
    const { calls } = planOf(7, 20);
    const tokens = calls.flatMap(step => (step.act === 'call' ? [step.token] : []));
    expect(tokens).to.deep.equal(tokens.map((_, i) => `t${i}`));
  });

  it('draw evenly from [0, 1)', () => {
    const chance = new Chance(1);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i += 1) {
      const at = Math.floor(chance.next() * 10);
      tenths[at] = (tenths[at] ?? 0) + 1;
    }
    for (const count of tenths) expect(count).to.be.within(900, 1100);
  });
});

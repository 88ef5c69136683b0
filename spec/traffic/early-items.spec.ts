import { expect } from 'chai';
import { EarlyItems } from '../../lib/traffic/early-items.js';

/** The items of a key that are given up. */
const itemsOf = (early: EarlyItems, key: unknown) => early.take(key)?.items ?? [];

/** Early items, while so many answers are awaited. */
const stage = (awaited = 1) => {
  const early = new EarlyItems();
  for (let n = 0; n < awaited; n += 1) early.expect();
  return early;
};

describe('EarlyItems', () => {
  it('R33: gives the items of a key in order, once, and keeps those of other keys', () => {
    const early = stage();
    for (const data of [1, 2, 3, 4]) early.keep(data % 2 === 0 ? 'even' : 'odd', data);
    expect([itemsOf(early, 'even'), itemsOf(early, 'even'), itemsOf(early, 'odd')]).to.deep.equal([[2, 4], [], [1, 3]]);
  });

  it('R33: keeps nothing while no answer is awaited', () => {
    const early = stage(0);
    early.keep('k', 1);
    early.expect();
    expect(itemsOf(early, 'k')).to.deep.equal([]);
  });

  it('R33: drops what is kept with the last awaited answer, and not before', () => {
    const early = stage(2);
    early.keep('k', 1);
    early.unexpect();
    early.keep('k', 2);
    expect(itemsOf(early, 'k')).to.deep.equal([1, 2]);
    early.keep('k', 3);
    early.unexpect();
    early.keep('k', 4);
    early.expect();
    expect(itemsOf(early, 'k')).to.deep.equal([]);
  });

  it('R33: keeps 1,000 at most, the first ones, of all keys together', () => {
    const early = stage();
    for (let n = 0; n < 1_200; n += 1) early.keep(n % 2, n);
    expect([itemsOf(early, 0).length, itemsOf(early, 1).at(-1)]).to.deep.equal([500, 999]);
  });

  it('R33: has room for 1,000 again once they were dropped', () => {
    const early = stage();
    for (let n = 0; n < 1_000; n += 1) early.keep('k', n);
    early.unexpect();
    early.expect();
    for (let n = 0; n < 1_000; n += 1) early.keep('l', n);
    expect(itemsOf(early, 'l')).to.have.length(1_000);
  });

  it('R33: has room again for as many as were taken', () => {
    const early = stage();
    for (let n = 0; n < 1_000; n += 1) early.keep('k', n);
    itemsOf(early, 'k');
    for (let n = 0; n < 1_001; n += 1) early.keep('l', n);
    expect(itemsOf(early, 'l')).to.have.length(1_000);
  });

  const key = {};
  const others: [is: unknown, isNot: unknown][] = [
    [1, '1'],
    ['1', 1],
    [null, undefined],
    [false, 0],
    ['', 0],
    [key, {}],
  ];
  for (const [is, isNot] of others) {
    it(`R33: takes ${JSON.stringify(is)} and ${JSON.stringify(isNot)} for two keys`, () => {
      const early = stage();
      early.keep(is, 'i');
      expect([itemsOf(early, isNot), itemsOf(early, is)]).to.deep.equal([[], ['i']]);
    });
  }

  it('R33: finds a key that is NaN, as the table of running subscriptions does', () => {
    const early = stage();
    early.keep(Number.NaN, 'i');
    expect(itemsOf(early, Number.NaN)).to.deep.equal(['i']);
  });

  it('R33: takes 0 and -0 for one key, as the table of running subscriptions does', () => {
    const early = stage();
    early.keep(0, 'i');
    expect(itemsOf(early, -0)).to.deep.equal(['i']);
  });

  it('R33: keeps the end of a key behind its items, and with its error', () => {
    const early = stage();
    early.keep('k', 1);
    early.keepEnd('k', 'gone');
    early.keepEnd('k', 'again');
    early.keepEnd('l', undefined);
    const taken = [early.take('k'), early.take('l'), early.take('k')];
    expect(taken).to.deep.equal([
      { items: [1], end: { error: 'gone' } },
      { items: [], end: { error: undefined } },
      undefined,
    ]);
  });

  it('R33: keeps no end while no answer is awaited, and none after the last one', () => {
    const early = stage(0);
    early.keepEnd('k', undefined);
    early.expect();
    expect(early.take('k')).to.equal(undefined);
    early.keepEnd('k', undefined);
    early.unexpect();
    early.expect();
    expect(early.take('k')).to.equal(undefined);
  });

  it('R33: keeps the end of 1,000 items, and not those of ever more keys', () => {
    const early = stage();
    for (let n = 0; n < 1_000; n += 1) early.keep('k', n);
    early.keepEnd('k', undefined);
    early.keepEnd('l', undefined);
    expect(early.take('k')?.end).to.deep.equal({ error: undefined });
    expect(early.take('l')).to.equal(undefined);
    for (let n = 0; n < 1_001; n += 1) early.keepEnd(n, undefined);
    expect([early.take(999) === undefined, early.take(1_000)]).to.deep.equal([false, undefined]);
    early.keepEnd('l', undefined);
    expect(early.take('l'), 'there is room again').to.deep.equal({ items: [], end: { error: undefined } });
  });

  it('R33: what comes of a cancelled key takes no room, and does not come to the next of its key', () => {
    const early = new EarlyItems();
    early.expect();
    early.cancelled('old');
    for (let at = 0; at < 1_500; at += 1) early.keep('old', at);
    early.keepEnd('old', 'no');
    early.keep('new', 'first');
    expect(early.take('old')).to.equal(undefined);
    expect(early.take('new')?.items).to.deep.equal(['first']);
    early.keep('old', 'of the next');
    expect(early.take('old')?.items, 'once a subscription has it again').to.deep.equal(['of the next']);
  });

  it('R27, R33: at most 1,000 cancelled keys are remembered, and none on the next connection', () => {
    const early = new EarlyItems();
    early.expect();
    for (let key = 0; key < 1_001; key += 1) early.cancelled(key);
    for (const key of [0, 1]) early.keep(key, 'item');
    expect([early.take(0)?.items, early.take(1)]).to.deep.equal([['item'], undefined]);
    early.cancelled('a');
    early.ended();
    early.keep('a', 'item');
    expect(early.take('a')?.items).to.deep.equal(['item']);
  });
});

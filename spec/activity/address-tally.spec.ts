import { expect } from 'chai';
import { type AddressTally, withAddress } from '../../lib/activity/address-tally.js';

describe('the tallies of addresses', () => {
  it('are one for each address, in the order of their first dials', () => {
    const [a, one] = withAddress([], 'wss://a.test');
    const [, two] = withAddress(one, 'wss://b.test');
    expect(withAddress(two, 'wss://a.test')).to.deep.equal([a, two]);
    expect(two.map(({ address }) => address)).to.deep.equal(['wss://a.test', 'wss://b.test']);
  });

  it('R49: are bounded: the oldest is forgotten', () => {
    let tallies: readonly AddressTally[] = [];
    for (let i = 0; i < 150; i += 1) [, tallies] = withAddress(tallies, `wss://${i}.test`);
    expect([tallies.length, tallies[0]?.address, tallies.at(-1)?.address]).to.deep.equal([
      100,
      'wss://50.test',
      'wss://149.test',
    ]);
  });

  it('show no time of a dial that has not established a session', () => {
    const [tally] = withAddress([], 'wss://a.test');
    expect(tally.toStats().connectMs).to.equal(undefined);
    tally.connectMs = 0;
    expect(tally.toStats()).to.include({ connectMs: 0, dials: 0 });
  });
});

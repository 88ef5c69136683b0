import { expect } from 'chai';
import { type Protocol, type Wire, wireOf } from '../../lib/protocol/protocol.js';

const wire: Wire = { frame: () => '', read: () => {} };

describe('wireOf', () => {
  it('R30: a protocol whose connections have state makes a wire for each of them', () => {
    const protocol: Protocol = { body: () => '', wire: () => ({ ...wire }) };
    const [first, second] = [wireOf(protocol), wireOf(protocol)];
    expect(first).to.have.keys('frame', 'read');
    expect(first).not.to.equal(second);
  });

  it('R30: any other protocol is its own wire', () => {
    const protocol: Protocol = { body: () => '', ...wire };
    expect(wireOf(protocol)).to.equal(protocol);
  });

  it('R30: a wire that is undefined counts as not given', () => {
    const protocol = { body: () => '', ...wire, wire: undefined } as unknown as Protocol;
    expect(wireOf(protocol)).to.equal(protocol);
  });

  it('R30: a protocol may be a class: its wire is made with it as `this`', () => {
    class Counting {
      made = 0;
      body = () => '';
      wire(): Wire {
        this.made += 1;
        return wire;
      }
    }
    const protocol = new Counting();
    wireOf(protocol);
    expect(protocol.made).to.equal(1);
  });
});

import { expect } from 'chai';
import { Ids } from '../../lib/protocol/ids.js';

describe('Ids', () => {
  it('R30: count up from 1, or from what the protocol says', () => {
    const ids = new Ids({});
    expect([ids.next(), ids.next(), ids.next()]).to.deep.equal([1, 2, 3]);
    expect(new Ids({ firstId: 0 }).next()).to.equal(0);
  });

  it('R30: without a choice, a call gets its id when it is sent', () => {
    const ids = new Ids({});
    expect(ids.whenMade()).to.equal(undefined);
    expect(ids.whenSent(undefined)).to.equal(1);
  });

  it("R12: 'made': a call has its id from the start, and keeps it over connections", () => {
    const ids = new Ids({ ids: 'made', firstId: 0 });
    const [first, second] = [ids.whenMade(), ids.whenMade()];
    expect([first, second]).to.deep.equal([0, 1]);
    ids.connected();
    expect([ids.whenSent(second), ids.whenSent(first), ids.next()]).to.deep.equal([1, 0, 2]);
  });

  it("R12: 'sent': a call that is sent again keeps its id, and ids go on over connections", () => {
    const ids = new Ids({ ids: 'sent' });
    const first = ids.whenSent(undefined);
    ids.connected();
    expect([ids.whenSent(first), ids.whenSent(undefined)]).to.deep.equal([1, 2]);
  });

  it("R12: 'connection': ids begin again on each connection, also that of a call that had one", () => {
    const ids = new Ids({ ids: 'connection', firstId: 5 });
    expect([ids.whenMade(), ids.whenSent(undefined), ids.whenSent(undefined)]).to.deep.equal([undefined, 5, 6]);
    ids.connected();
    expect([ids.whenSent(6), ids.next(), ids.whenSent(5)]).to.deep.equal([5, 6, 7]);
  });
});

import { expect } from 'chai';
import { Subscription } from 'rxjs';
import { beginClosing, beginRunning, NO_SOCKET } from '../../lib/client/phase.js';

describe('the phases of a client', () => {
  it('a run begins by connecting, with nothing to drain and no socket that has ended', () => {
    const run = new Subscription();
    const facts = { at: 'running', run, connection: 'connecting', draining: undefined, closed: undefined };
    expect(beginRunning(run)).to.deep.equal(facts);
  });

  it('a close begins before it is known whether there is an open socket', () => {
    const farewell = { code: 1000, reason: '' };
    const facts = { at: 'closing', farewell, hasSocket: false, closed: undefined, isAnnounced: false };
    expect(beginClosing(farewell)).to.deep.equal(facts);
  });

  it('a close that finds no open socket is clean, and one object for all clients that none can change', () => {
    expect(NO_SOCKET).to.deep.equal({ address: undefined, code: 1000, reason: '', wasClean: true });
    expect(NO_SOCKET).to.be.frozen;
  });
});

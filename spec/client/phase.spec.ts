import { expect } from 'chai';
import { NO_SOCKET } from '../../lib/client/phase.js';

describe('the phases of a client', () => {
  it('a close that finds no open socket is clean, and one object for all clients that none can change', () => {
    expect(NO_SOCKET).to.deep.equal({ address: undefined, code: 1000, reason: '', wasClean: true });
    expect(NO_SOCKET).to.be.frozen;
  });
});

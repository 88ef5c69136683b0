import { expect } from 'chai';
import { STATUS } from '../../lib/emitter/status-numbers.js';
import { BeamSocket } from '../../lib/ws.js';

describe('STATUS', () => {
  it('has the numbers of the official clients', () => {
    const { IDLE, CONNECTED, CLOSING, CLOSED, CONNECTING } = BeamSocket;
    expect({ IDLE, CONNECTED, CLOSING, CLOSED, CONNECTING }).to.deep.equal({
      IDLE: 0,
      CONNECTED: 1,
      CLOSING: 2,
      CLOSED: 3,
      CONNECTING: 4,
    });
  });

  it('has one for each state, and knows no difference between the first connection and a later one', () => {
    expect(STATUS).to.deep.equal({ idle: 0, connected: 1, closing: 2, closed: 3, connecting: 4, reconnecting: 4 });
  });
});

import { expect } from 'chai';
import { methodPacket } from '../../lib/beam/codec.js';
import { beamProtocol } from '../../lib/beam/protocol.js';
import { wireOf } from '../../lib/protocol/protocol.js';

const protocol = beamProtocol({ protocolVersion: '1.0', query: {}, clientId: 'bot' });

describe("Beam's protocol", () => {
  it('R31: adds version and Client-ID to the address', () => {
    expect(protocol.url?.('wss://chat.test/chat')).to.equal('wss://chat.test/chat?version=1.0&Client-ID=bot');
  });

  it('R12, R31: counts ids from 0, and pings by the method ping', () => {
    expect([protocol.firstId, protocol.ids, protocol.heartbeat]).to.deep.equal([0, 'made', { method: 'ping' }]);
  });

  it('a call is reported as it is sent', () => {
    const body = protocol.body(['Hello', 1], 'msg');
    const call = { type: 'method', method: 'msg', arguments: ['Hello', 1], id: 7 };
    expect(methodPacket(7, 'msg', body)).to.deep.equal(call);
    expect(JSON.parse(wireOf(protocol).frame(7, 'msg', body) as string)).to.deep.equal(call);
  });
});

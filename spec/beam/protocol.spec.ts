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

  it('R44: a socket is welcomed by the WelcomeEvent, or by its opening where the server sends none', () => {
    const { welcome } = beamProtocol({ protocolVersion: '1.0', query: {}, welcome: true });
    const packets = [
      { type: 'event', event: 'WelcomeEvent', data: {} },
      { type: 'event', event: 'welcomeEvent' },
      { type: 'reply', event: 'WelcomeEvent', id: 1 },
    ];
    expect(packets.map(packet => welcome?.(packet))).to.deep.equal([true, false, false]);
    expect(beamProtocol({ protocolVersion: '1.0', query: {}, welcome: false }).welcome).to.equal(undefined);
  });

  it('a call is reported as it is sent', () => {
    const body = protocol.body(['Hello', 1], 'msg');
    const call = { type: 'method', method: 'msg', arguments: ['Hello', 1], id: 7 };
    expect(methodPacket(7, 'msg', body)).to.deep.equal(call);
    expect(JSON.parse(wireOf(protocol).frame(7, 'msg', body) as string)).to.deep.equal(call);
  });
});

import { expect } from 'chai';
import { parsePacket } from '../../lib/server/incoming-packet.js';

describe('a frame', () => {
  it('is a call, without the members that no call has', () => {
    const text = '{"type":"method","method":"msg","arguments":["x"],"id":"7","discard":true,"seq":1}';
    const call = { type: 'method', method: 'msg', arguments: ['x'], id: '7' };
    expect(parsePacket(text)).to.deep.equal({ is: 'call', call });
  });

  it('may lack arguments and id', () => {
    const call = { type: 'method', method: 'ping', arguments: [] };
    expect(parsePacket('{"type":"method","method":"ping"}')).to.deep.equal({ is: 'call', call });
  });

  it('has no id that is neither string nor number', () => {
    for (const id of ['null', 'true', '{}', '[]'])
      expect(parsePacket(`{"type":"method","method":"ping","id":${id}}`)).not.to.have.nested.property('call.id');
  });

  it('may be no JSON', () => {
    for (const text of ['', '{', 'NaN', "{'a':1}"]) expect(parsePacket(text)).to.deep.equal({ is: 'not-json' });
  });

  it('may be JSON and no call, whose id is kept', () => {
    for (const text of ['null', '7', '[]', '{"type":"event"}', '{"method":"msg"}'])
      expect(parsePacket(text), text).to.include({ is: 'malformed' });
    expect(parsePacket('{"type":"reply","id":7}')).to.include({ is: 'malformed', id: 7 });
    expect(parsePacket('{"type":"method","method":{},"id":7}')).to.include({ is: 'malformed', id: 7 });
    expect(parsePacket('{"type":"method","method":"msg","arguments":"x","id":7}')).to.include({
      is: 'malformed',
      id: 7,
    });
  });
});

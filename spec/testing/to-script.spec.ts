import { expect } from 'chai';
import { BeamChat } from '../../lib/index.js';
import { ChatDouble, ClientDouble, chatMessage, event, record, ScriptedSocket } from '../../lib/testing/index.js';
import { thrownBy } from '../kit/facts.js';
import { inVirtualTime } from './long-session.js';

describe('toScript', () => {
  for (const [name, double] of Object.entries({ ChatDouble: new ChatDouble(), ClientDouble: new ClientDouble() })) {
    it(`R51: says that there is no script of a ${name}`, () => {
      const error = thrownBy(() => record(double).toScript());
      expect(error)
        .to.be.instanceOf(TypeError)
        .with.property('message')
        .that.equals('toScript() takes a recording of a client with sockets: a double has no frames to replay');
    });
  }

  it('R51: imports the actions that its steps use, and no other one that a text names', () => {
    const { recording } = inVirtualTime(() => {
      const servers = new ScriptedSocket(
        { 'wss://a.test/': 'u 5ms m' },
        { values: { m: event('ChatMessage', chatMessage('ada', 'act: buffered(1), act: close(1000)')) } },
      );
      const chat = new BeamChat(servers.addresses, { WebSocketCtor: servers.WebSocketCtor, pingInterval: 0 });
      const kept = { recording: record(chat) };
      chat.boot();
      return kept;
    });
    const source = recording.toScript();
    expect(source).to.include('act: buffered(1)');
    expect(source).to.include("import { frame, Replay, ScriptedSocket } from 'rx-beam/testing';");
  });
});

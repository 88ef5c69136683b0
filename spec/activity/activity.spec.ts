import { expect } from 'chai';
import { activityOf } from '../../lib/activity/activity.js';
import { BeamChat, RpcClient } from '../../lib/index.js';
import { jsonRpc } from '../../lib/json-rpc/index.js';
import { ChatDouble } from '../../lib/testing/index.js';
import BeamSocket from '../../lib/ws.js';

describe('activityOf', () => {
  it('finds the source of clients and doubles', () => {
    const addresses = ['wss://a.test'];
    const bridge = new BeamSocket(addresses);
    const clients = [
      new BeamChat(addresses),
      new RpcClient(addresses, { protocol: jsonRpc() }),
      new ChatDouble(),
      bridge.chat,
    ];
    for (const client of clients) expect(activityOf(client, 'trace()').counts().calls.made).to.equal(0);
  });

  it('says what it takes', () => {
    const bridge = new BeamSocket(['wss://a.test']);
    expect(() => activityOf(bridge, 'trace()')).to.throw(
      TypeError,
      'trace() takes a BeamChat, an RpcClient or a double',
    );
    expect(() => activityOf(undefined as never, 'stats()')).to.throw(TypeError, 'of a BeamSocket, pass its `chat`');
  });
});

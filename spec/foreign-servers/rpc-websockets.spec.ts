import { expect } from 'chai';
import { useForeignServers } from './install.js';
import { RPC_TOKEN, type RpcWebSocketsServer, startRpcWebSockets } from './rpc-websockets.js';
import { type Wire, wires } from './wire.js';

const V = { jsonrpc: '2.0' };

describe('rpc-websockets 10.0.1', () => {
  useForeignServers();
  const open = wires();
  let server: RpcWebSocketsServer;
  let wire: Wire;
  beforeEach(async () => {
    server = await startRpcWebSockets();
    wire = await open(server.url);
  });
  afterEach(() => server.stop());

  it('takes params as a list and as an object, and answers with the same id', async () => {
    expect(await wire.ask({ ...V, id: 1, method: 'sum', params: [2, 3] })).to.deep.equal({ ...V, id: 1, result: 5 });
    const named = await wire.ask({ ...V, id: 'two', method: 'sum', params: { a: 2, b: 3 } });
    expect(named).to.deep.equal({ ...V, id: 'two', result: 5 });
  });

  it('takes a call with id 0 for a notification: runs it, and does not answer', async () => {
    wire.send({ ...V, id: 0, method: 'echo', params: ['zero'] });
    expect(await wire.ask({ ...V, id: 1, method: 'echo', params: ['one'] })).to.have.property('id', 1);
    expect(server.calls).to.deep.equal(['echo', 'echo']);
    expect(await wire.ask({ ...V, id: 0, method: 'rpc.on', params: ['tick'] })).to.have.property('id', null);
  });

  it('makes an error of what a method throws', async () => {
    const thrown = await wire.ask({ ...V, id: 1, method: 'fail' });
    const error = { code: -32000, message: 'TypeError', data: 'it failed' };
    expect(thrown).to.deep.equal({ ...V, id: 1, error });
    const refused = await wire.ask({ ...V, id: 2, method: 'refuse' });
    const given = { code: 1234, message: 'refused', data: { reason: 'mood' } };
    expect(refused).to.deep.equal({ ...V, id: 2, error: given });
    const unknown = await wire.ask({ ...V, id: 3, method: 'nope' });
    expect(unknown).to.deep.equal({ ...V, id: 3, error: { code: -32601, message: 'Method not found' } });
  });

  it('answers with the id null to what is no JSON, and to a notification of an unknown method', async () => {
    const answer = await wire.ask('{');
    expect(answer).to.deep.include({ ...V, id: null });
    expect(answer).to.have.nested.property('error.code', -32700);
    const error = { code: -32601, message: 'Method not found' };
    expect(await wire.ask({ ...V, method: 'nope' })).to.deep.equal({ ...V, id: null, error });
  });

  it('answers a batch with one array, without its notifications', async () => {
    const batch = [
      { ...V, id: 1, method: 'echo', params: ['a'] },
      { ...V, method: 'echo', params: ['b'] },
      { ...V, id: 2, method: 'nope' },
    ];
    expect(await wire.ask(batch)).to.deep.equal([
      { ...V, id: 1, result: ['a'] },
      { ...V, id: 2, error: { code: -32601, message: 'Method not found' } },
    ]);
    const empty = { ...V, id: null, error: { code: -32600, message: 'Invalid Request', data: 'Invalid array' } };
    expect(await wire.ask([])).to.deep.equal(empty);
  });

  it('holds back the answers of a batch until all are there', async () => {
    wire.send([
      { ...V, id: 1, method: 'echo', params: ['a'] },
      { ...V, id: 2, method: 'never' },
    ]);
    expect(await wire.ask({ ...V, id: 3, method: 'echo', params: ['b'] })).to.have.property('id', 3);
  });

  it('answers a binary frame with a text frame', async () => {
    const call = Buffer.from(JSON.stringify({ ...V, id: 1, method: 'echo', params: ['a'] }));
    expect(await wire.ask(call)).to.deep.equal({ ...V, id: 1, result: ['a'] });
  });

  it('sends events without `jsonrpc`, in the key `notification`, while one is subscribed', async () => {
    const on = await wire.ask({ ...V, id: 1, method: 'rpc.on', params: ['tick', 'nope'] });
    expect(on).to.deep.equal({ ...V, id: 1, result: { tick: 'ok', nope: 'provided event invalid' } });
    server.emit('tick', 1, 'two');
    expect(await wire.next()).to.deep.equal({ notification: 'tick', params: [1, 'two'] });
    server.emit('tick', { n: 1 });
    expect(await wire.next()).to.deep.equal({ notification: 'tick', params: { n: 1 } });
    const off = await wire.ask({ ...V, id: 2, method: 'rpc.off', params: ['tick'] });
    expect(off).to.deep.equal({ ...V, id: 2, result: { tick: 'ok' } });
    server.emit('tick', 3);
    const again = await wire.ask({ ...V, id: 3, method: 'rpc.off', params: ['tick'] });
    expect(again).to.deep.equal({ ...V, id: 3, result: { tick: 'not subscribed' } });
  });

  it('lets only those that are logged in call a protected method or subscribe to a protected event', async () => {
    const call = { ...V, id: 1, method: 'secret' };
    expect(await wire.ask(call)).to.deep.equal({ ...V, id: 1, error: { code: -32605, message: 'Method forbidden' } });
    const on = { ...V, id: 2, method: 'rpc.on', params: ['secret'] };
    expect(await wire.ask(on)).to.deep.equal({ ...V, id: 2, error: { code: -32606, message: 'Event forbidden' } });
    const login = (token: string) => ({ ...V, id: 3, method: 'rpc.login', params: { token } });
    expect(await wire.ask(login('wrong'))).to.deep.equal({ ...V, id: 3, result: false });
    expect(await wire.ask(login(RPC_TOKEN))).to.deep.equal({ ...V, id: 3, result: true });
    expect(await wire.ask(call)).to.deep.equal({ ...V, id: 1, result: 'gold' });
    expect(await wire.ask(on)).to.deep.equal({ ...V, id: 2, result: { secret: 'ok' } });
  });

  it('can drop its sockets, close them with a code, and come back at the same port', async () => {
    server.drop();
    expect((await wire.closed()).code).to.equal(1006);
    const second = await open(server.url);
    server.closeClients(4001, 'bye');
    expect(await second.closed()).to.deep.equal({ code: 4001, reason: 'bye' });
    const third = await open(server.url);
    await server.stop();
    expect((await third.closed()).code).to.equal(1006);
    server = await startRpcWebSockets(server.port);
    const fourth = await open(server.url);
    expect(await fourth.ask({ ...V, id: 1, method: 'sum', params: [1, 1] })).to.have.property('result', 2);
  });
});

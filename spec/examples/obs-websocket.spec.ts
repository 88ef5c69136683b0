import { expect } from 'chai';
import { obsWebSocket } from '../../docs/examples/protocols/obs-websocket.js';
import { AuthenticationFailedError, ReplyError } from '../../lib/index.js';
import { clients, errorsOf, gather, reconnect } from '../foreign-servers/client/clients.js';
import { next, rejection } from '../kit/live.js';
import { OBS_PASSWORD, startObs } from './obs-server.js';
import type { ScriptedServer } from './scripted-server.js';

const protocol = obsWebSocket(OBS_PASSWORD);

describe('the example for OBS WebSocket 5', () => {
  const { connect, make } = clients();
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await startObs();
  });
  afterEach(() => server.stop());

  it('identifies itself with the password’s proof, on each connection', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    expect(await client.call('GetVersion')).to.include({ rpcVersion: 1 });
    await reconnect(client, () => server.drop());
    expect(await client.call('GetVersion')).to.include({ rpcVersion: 1 });
    expect(JSON.stringify(server.received)).not.to.contain(OBS_PASSWORD);
    expect(server.received.map(message => (message as { op: number }).op)).to.deep.equal([1, 6, 1, 6]);
    expect(errors).to.deep.equal([]);
  });

  it('identifies itself without a proof where OBS asks for none, and chooses its events', async () => {
    const open = await startObs({ asks: false });
    try {
      const client = await connect(open.url, { protocol: obsWebSocket(undefined, 4) });
      expect(await client.call('GetVersion')).to.include({ rpcVersion: 1 });
      expect(open.received[0]).to.deep.equal({ op: 1, d: { rpcVersion: 1, eventSubscriptions: 4 } });
      await client.close();
    } finally {
      await open.stop();
    }
  });

  it('emits events, and rejects a refused request with its code', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    const scenes = gather(client.events$('CurrentProgramSceneChanged'));
    expect(await client.call('SetCurrentProgramScene', { sceneName: 'Break' })).to.equal(undefined);
    expect(scenes).to.deep.equal([{ sceneName: 'Break' }]);
    const refused = (await rejection(client.call('SetCurrentProgramScene', { sceneName: 'Nope' }))) as ReplyError;
    expect(refused).to.be.instanceOf(ReplyError);
    expect(refused.error).to.deep.equal({ code: 600, comment: 'No source was found by the name of `Nope`.' });
    expect((await rejection(client.call('Nope'))) as ReplyError).to.have.nested.property('error.code', 204);
    expect(await rejection(client.call('GetVersion', [1]))).to.include({ kind: 'encoding', delivery: 'never' });
    expect(errors).to.deep.equal([]);
  });

  it('closes the client when the password is wrong', async () => {
    const client = make(server.url, { protocol: obsWebSocket('wrong') });
    const call = rejection(client.call('GetVersion'));
    const error = next(client.errors$);
    client.boot();
    expect(await error).to.be.instanceOf(AuthenticationFailedError);
    expect(await call).to.include({ kind: 'closed', delivery: 'never' });
  });

  it('comes back after any other close code', async () => {
    const client = await connect(server.url, { protocol });
    await reconnect(client, () => server.closeClients(4011, 'The session was invalidated.'));
    expect(await client.call('GetVersion')).to.include({ rpcVersion: 1 });
  });

  it('reports what is no message of the protocol, and goes on', async () => {
    const client = await connect(server.url, { protocol });
    const errors = errorsOf(client);
    for (const value of [null, 7, { op: 99 }, { op: 5 }, { op: 7, d: {} }]) server.broadcast(value);
    expect(await client.call('GetVersion')).to.include({ rpcVersion: 1 });
    expect(errors.map(error => (error as Error).name)).to.deep.equal(Array(5).fill('BadMessageError'));
  });
});

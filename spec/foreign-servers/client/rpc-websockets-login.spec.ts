import { expect } from 'chai';
import { filter, take, toArray } from 'rxjs';
import { AuthenticationFailedError, ConnectionError, type Talk } from '../../../lib/index.js';
import { jsonRpc, rpcWebsockets } from '../../../lib/json-rpc/index.js';
import { next, rejection } from '../../kit/live.js';
import { useForeignServers } from '../install.js';
import { RPC_TOKEN, type RpcWebSocketsServer, startRpcWebSockets } from '../rpc-websockets.js';
import { clients, errorsOf, gather, reconnect, sentBy } from './clients.js';

/** Logs in; what the server refuses, it answers with `false`. */
const logIn = (token: string) => async (talk: Talk) => {
  if (!(await talk.call('rpc.login', { token }))) throw new AuthenticationFailedError('the token is wrong');
  talk.authenticated();
};

describe('RpcClient that logs in with rpc-websockets 10.0.1', () => {
  useForeignServers();
  const { make, connect } = clients();
  let server: RpcWebSocketsServer;
  beforeEach(async () => {
    server = await startRpcWebSockets();
  });
  afterEach(() => server.stop());
  const restart = async () => {
    await server.stop();
    server = await startRpcWebSockets(server.port);
  };

  it('R32: the set-up logs in on each connection, before what needs it', async () => {
    const setUp = logIn(RPC_TOKEN);
    const client = await connect(server.url, { protocol: jsonRpc({ ...rpcWebsockets, setUp }) });
    const errors = errorsOf(client);
    const sent = sentBy(client);
    expect(await next(client.connected$)).to.include({ authenticated: true });
    const golds = gather(client.subscribe$('rpc.on', ['secret']));
    for (const end of [() => server.drop(), restart]) {
      expect(await client.call('secret')).to.equal('gold');
      const gold = next(client.subscribe$('rpc.on', ['secret']));
      server.emit('secret', golds.length);
      await gold;
      await reconnect(client, end);
      const logInAgain = [
        ['rpc.login', { token: RPC_TOKEN }],
        ['rpc.on', ['secret']],
      ];
      expect(sent.slice(-2)).to.deep.equal(logInAgain);
    }
    expect(await client.call('secret')).to.equal('gold');
    expect(golds).to.deep.equal([[0], [1]]);
    expect(errors.filter(error => !(error instanceof ConnectionError))).to.deep.equal([]);
  });

  it('R32: a set-up that finds the token wrong ends the client', async () => {
    const client = make(server.url, { protocol: jsonRpc({ ...rpcWebsockets, setUp: logIn('wrong') }) });
    const call = rejection(client.call('sum', [1, 1]));
    const error = next(client.errors$);
    client.boot();
    expect(await error).to.be.instanceOf(AuthenticationFailedError);
    expect(await call).to.include({ kind: 'closed', delivery: 'never' });
    await next(client.status$.pipe(filter(({ state }) => state === 'closed')));
    expect(server.calls).to.deep.equal([]);
  });

  it('R32: a refusal in the set-up ends the client if the protocol says so, and else is a failed attempt', async () => {
    const setUp = (talk: Talk) => talk.call('secret');
    const options = { ...rpcWebsockets, setUp };
    const refusal = (error: unknown) => ((error as { code: number }).code === -32605 ? 'not-authenticated' : undefined);
    const ended = make(server.url, { protocol: jsonRpc({ ...options, refusal }) });
    const error = next(ended.errors$);
    ended.boot();
    expect(await error)
      .to.be.instanceOf(AuthenticationFailedError)
      .and.to.include({ code: -32605 });
    const trying = make(server.url, { protocol: jsonRpc(options) });
    const errors = next(trying.errors$.pipe(take(2), toArray()));
    trying.boot();
    for (const each of await errors) expect(each).to.be.instanceOf(ConnectionError);
    expect(server.calls).to.deep.equal([]);
  });
});

import { type Protocol, RpcClient } from '../../../lib/index.js';
import { ethereum, jsonRpc } from '../../../lib/json-rpc/index.js';
import { close, frame, Replay, ScriptedSocket } from '../../../lib/testing/index.js';

/** Makes what was recorded happen again. Call it in virtual time, then subscribe to `steps$`. */
export const incident = (protocol: Protocol = jsonRpc(ethereum)) => {
  const replay = new Replay({
    dials: ['wss://node.example/'],
    waits: [],
  });
  const servers = new ScriptedSocket(replay.servers, replay.silent(protocol));
  const client = new RpcClient(replay.addresses, {
    ...replay.options,
    protocol,
    WebSocketCtor: servers.WebSocketCtor,
    connectTimeout: 10000,
    callTimeout: 20000,
    pingInterval: 0,
    pingTimeout: 5000,
    spool: { limit: 1000, ttl: Infinity, overflow: 'reject-newest' },
    resend: [],
  });
  const steps$ = replay.play(client, [
    { at: 0, boot: true },
    { at: 8, dial: 1, act: 'o' },
    { at: 8, dial: 1, act: frame('{"jsonrpc":"2.0","id":1,"result":"0x1"}') },
    {
      at: 30,
      dial: 1,
      act: frame(
        '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":"0x1a"}}}',
      ),
    },
    {
      at: 42,
      dial: 1,
      act: frame(
        '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","error":{"code":-32000,"message":"overloaded"}}}',
      ),
    },
    { at: 2000, close: {} },
    { at: 2000, dial: 1, act: close(1000) },
  ]);
  return { client, servers, steps$ };
};

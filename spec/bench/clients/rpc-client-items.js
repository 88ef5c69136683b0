/** RpcClient: items of subscriptions in the form of rpc-websockets, whose params are a list. */
import { adapterFor, addressesFrom, load, optionsFrom } from '../client/beam-chat.js';

const { RpcClient } = await load('index.js');
const { jsonRpc, rpcWebsockets } = await load('json-rpc/index.js');

export const create = options => {
  const protocol = jsonRpc(rpcWebsockets);
  const client = new RpcClient(addressesFrom(options, 'rpc-items'), { ...optionsFrom(options), protocol });
  const on = (name, listener) => client.subscribe$('rpc.on', [name]).subscribe(([data]) => listener(data));
  return { ...adapterFor(client), on };
};

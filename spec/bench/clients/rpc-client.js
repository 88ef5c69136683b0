/** RpcClient with JSON-RPC: events$ and call(). For items, it subscribes as Ethereum nodes have it. */
import { adapterFor, addressesFrom, load, optionsFrom } from '../client/beam-chat.js';

const { RpcClient } = await load('index.js');
const { ethereum, jsonRpc } = await load('json-rpc/index.js');

export const create = options => (options.items ? subscriber(options) : caller(options));

const caller = options => {
  const client = new RpcClient(addressesFrom(options, 'json-rpc'), { ...optionsFrom(options), protocol: jsonRpc() });
  const pend = text => client.call('msg', [text]);
  return adapterFor(client, (text, done, fail) => pend(text).then(done, fail), pend);
};

const subscriber = options => {
  const protocol = jsonRpc(ethereum);
  const client = new RpcClient(addressesFrom(options, 'items'), { ...optionsFrom(options), protocol });
  const on = (name, listener) => client.subscribe$('eth_subscribe', [name]).subscribe(listener);
  return { ...adapterFor(client), on };
};

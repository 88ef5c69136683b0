/**
 * The protocol of each kind of client: the greeting, the format of events and replies, and where a call has its id
 * and its number. A call's only argument is the text `m <number>`; the reply has the number too, so that a
 * misrouted reply is found.
 */

const digitsAfter = (text, mark) => {
  const at = text.lastIndexOf(mark);
  if (at < 0) return '';
  let end = at + mark.length;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  return text.slice(at + mark.length, end);
};

const reading = mark => text => ({ id: digitsAfter(text, mark), n: digitsAfter(text, '"m ') });

const data = n => `{"n":${n || null},"said":"yes, all of it"}`;

const beam = {
  greeting: '{"type":"event","event":"WelcomeEvent","data":{"server":"0d5c4b1e-5c8b-4f0e-9a55-2b3d0c7a1f10"}}',
  event: (name, json) => `{"type":"event","event":"${name}","data":${json}}`,
  call: reading('"id":'),
  reply: (id, n) => `{"type":"reply","error":null,"id":${id},"data":${data(n)}}`,
};

/** JSON-RPC 2.0. */
const jsonRpc = {
  greeting: undefined,
  event: (name, json) => `{"jsonrpc":"2.0","method":"${name}","params":${json}}`,
  call: reading('"id":'),
  reply: (id, n) => `{"jsonrpc":"2.0","result":${data(n)},"id":${id}}`,
};

/** The same, with the notifications of rpc-websockets' own server. */
const rpcWebsockets = { ...jsonRpc, event: (name, json) => `{"notification":"${name}","params":[${json}]}` };

/**
 * The same, with subscriptions in the form of Ethereum nodes: the only calls ask for them, and the events are their items. What is
 * subscribed to is `m <number>`, or anything else, which is one more.
 */
const keyOf = n => `"0xcd0c3e8af590364c09d0fa6a1210faf5${n}"`;
const items = {
  ...jsonRpc,
  event: (name, json) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":${keyOf(digitsAfter(name, 'm '))},"result":${json}}}`,
  reply: (id, n) => `{"jsonrpc":"2.0","id":${id},"result":${keyOf(n)}}`,
};

/** The same with a subscription, whose items are these notifications. */
const rpcItems = { ...rpcWebsockets, reply: id => `{"jsonrpc":"2.0","result":{"ChatMessage":"ok"},"id":${id}}` };

/** Engine.IO 4 with Socket.IO 5 inside: `40` joins, `42` is an event or a call, `43` its acknowledgement. */
const socketIo = {
  greeting: '0{"sid":"bench","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}',
  joining: '40',
  joined: '40{"sid":"bench"}',
  event: (name, json) => `42["${name}",${json}]`,
  call: text => ({ id: text.startsWith('42') ? text.slice(2, text.indexOf('[')) : '', n: digitsAfter(text, '"m ') }),
  reply: (id, n) => `43${id}[${data(n)}]`,
};

const DIALECTS = {
  'socket.io': socketIo,
  'json-rpc': jsonRpc,
  'rpc-websockets': rpcWebsockets,
  items,
  'rpc-items': rpcItems,
};

/** The protocol for a requested path. */
export const dialectOf = path => {
  const [, root] = path.split('/', 2);
  return DIALECTS[root] ?? beam;
};

/** The compared clients, in the order of the table. */
export const CLIENTS = {
  limit: 'limit: ws 8, JSON.parse, Map',
  'limit-cork': 'limit, one write per tick',
  'beam-chat': 'BeamChat, call()',
  'beam-chat-observable': 'BeamChat, call$()',
  'beam-socket': 'BeamSocket',
  'rpc-client': 'RpcClient, jsonRpc(), call()',
  mixer: '@mixer/chat-client-websocket 1.2',
  'mixer-ws8': 'the same on ws 8',
  'rxjs-websocket': 'RxJS webSocket, share, filter',
  'rpc-websockets': 'rpc-websockets 10',
  'socket.io-client': 'socket.io-client 4.8',
};

export const ALL = Object.keys(CLIENTS);
export const OURS = ['beam-chat', 'beam-chat-observable', 'beam-socket', 'rpc-client'];

export const allExcept = (...excluded) => ALL.filter(client => !excluded.includes(client));

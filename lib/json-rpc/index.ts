export { cdp, ethereum, rpcWebsockets } from './dialects.js';
export { type JsonRpcOptions, jsonRpc } from './json-rpc.js';
export type { JsonRpcMessage, MessageReader } from './read.js';

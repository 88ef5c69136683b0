export { BEAM_CHAT, injectBeamChat, provideBeamChat } from './provide-beam-chat.js';
export { injectRpcClient, provideRpcClient, RPC_CLIENT } from './provide-rpc-client.js';
export { injectChatEvent, injectChatStatus, injectRpcEvent, injectRpcStatus, injectSubscription } from './signals.js';

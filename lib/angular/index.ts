export { BEAM_CHAT, injectBeamChat, provideBeamChat } from './provide-beam-chat.js';
export { injectChatEvent, injectChatStatus } from './signals.js';

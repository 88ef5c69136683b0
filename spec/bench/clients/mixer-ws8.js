/** @mixer/chat-client-websocket with ws 8. */
import WebSocket from 'ws';
import { mixer } from '../client/mixer.js';

export const create = options => mixer(WebSocket, options);

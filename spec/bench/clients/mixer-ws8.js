/** @mixer/chat-client-websocket with today's ws. */
import WebSocket from 'ws';
import { mixer } from '../client/mixer.js';

export const create = options => mixer(WebSocket, options);

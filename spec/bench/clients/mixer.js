/** @mixer/chat-client-websocket with the ws 1 it was made for. */
import { createRequire } from 'node:module';
import { mixer } from '../client/mixer.js';

const here = createRequire(import.meta.url);
const WebSocket = createRequire(here.resolve('@mixer/chat-client-websocket'))('ws');

export const create = options => mixer(WebSocket, options);

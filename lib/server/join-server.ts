import { createServer, type Server } from 'node:http';
import type { Hall } from './hall.js';
import { answerJoin } from './join.js';

/** Pages of any origin may ask: they are where the clients are. */
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': '*',
};

/** The HTTP side of the chat, not listening yet. */
export const joinServer = (hall: Hall, endpoints: () => readonly string[]): Server =>
  createServer((request, response) => {
    const { method = 'GET', url = '/' } = request;
    request.resume();
    if (method === 'OPTIONS') {
      response.writeHead(204, headers).end();
      return;
    }
    const { status, body } = answerJoin(hall, endpoints(), method, url);
    response.writeHead(status, headers).end(JSON.stringify(body));
  });

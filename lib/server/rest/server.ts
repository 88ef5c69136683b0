import { createServer, type Server } from 'node:http';
import type { ServerState } from '../server-state.js';
import { answerJoin } from './join.js';

/** Pages of any origin may ask: they are where the clients are. */
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': '*',
};

/** Creates the HTTP server of the REST side. It does not listen yet. */
export const createRestServer = (state: ServerState, endpoints: () => readonly string[]): Server =>
  createServer((request, response) => {
    const { method = 'GET', url = '/' } = request;
    request.resume();
    if (method === 'OPTIONS') {
      response.writeHead(204, headers).end();
      return;
    }
    const { status, body } = answerJoin(state, endpoints(), method, url);
    response.writeHead(status, headers).end(JSON.stringify(body));
  });

import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { ServerState } from '../server-state.js';
import { bearerOf } from './request.js';
import { type RestResponse, refuse } from './response.js';
import { answerRequest } from './routes.js';

const commonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'Origin',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
};

/**
 * The CORS headers. Requested headers are allowed by name: the wildcard `*` does not cover Authorization, which clients
 * with an OAuth token send.
 */
const corsHeaders = (headers: IncomingHttpHeaders, isAllowed: boolean): OutgoingHttpHeaders => ({
  'access-control-allow-headers': headers['access-control-request-headers'] ?? 'Authorization, *',
  ...(isAllowed && headers.origin !== undefined ? { 'access-control-allow-origin': headers.origin } : {}),
});

/** With the endpoints, which refuse the same origin: a client that goes on regardless hears of it there, too. */
const refuseOrigin = (refusal: string, endpoints: readonly string[]): RestResponse => {
  const { status, body } = refuse(403, refusal);
  return { status, body: { ...(body as object), endpoints } };
};

/** Creates the HTTP server of the REST side. It does not listen yet. */
export const createRestServer = (state: ServerState, endpoints: () => readonly string[]): Server =>
  createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    request.resume();
    const refusal = state.originPolicy.refusalOf(headers);
    const cors = { ...commonHeaders, ...corsHeaders(headers, refusal === undefined) };
    if (refusal === undefined && method === 'OPTIONS') {
      response.writeHead(204, cors).end();
      return;
    }
    const bearer = bearerOf(headers.authorization);
    const { status, body } =
      refusal === undefined
        ? answerRequest(method, url, { state, endpoints: endpoints(), bearer })
        : refuseOrigin(refusal, endpoints());
    response.writeHead(status, cors).end(JSON.stringify(body));
  });

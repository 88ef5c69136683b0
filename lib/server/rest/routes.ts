import type { Channel } from '../channel.js';
import { history, users } from './chats.js';
import { join, joinAnonymously } from './join.js';
import { channelOf, type RestRequest } from './request.js';
import { type RestResponse, refuse } from './response.js';
import { channel, currentUser } from './users.js';

/** Answers a GET. @param parameter the variable segment of the path; '' if the path has none */
type Handler = (request: RestRequest, parameter: string) => RestResponse;

const inChannel =
  (handler: (request: RestRequest, channel: Channel) => RestResponse): Handler =>
  (request, id) => {
    const found = channelOf(request.state, id);
    return found ? handler(request, found) : refuse(404, 'There is no such channel: its id is a positive integer.');
  };

const routes: readonly (readonly [RegExp, Handler])[] = [
  [/^chats\/([^/]+)$/, inChannel(join)],
  [/^chats\/([^/]+)\/anonymous$/, inChannel(joinAnonymously)],
  [/^chats\/([^/]+)\/users$/, inChannel(users)],
  [/^chats\/([^/]+)\/history$/, inChannel(history)],
  [/^users\/current$/, currentUser],
  [/^channels\/([^/]+)$/, channel],
];

const KNOWN_PATHS = ['chats/:id', 'chats/:id/{anonymous,users,history}', 'users/current', 'channels/:idOrName'];

/** A path segment, decoded; as it is if its percent-encoding is broken. */
const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Answers a request. @param target the path and the query */
export const answerRequest = (method: string, target: string, request: Omit<RestRequest, 'query'>): RestResponse => {
  const base = 'http://localhost';
  if (!URL.canParse(target, base)) return refuse(400, 'The request target is not a URL.');
  const { pathname, searchParams: query } = new URL(target, base);
  const path = /^\/api\/v[12]\/(.*?)\/?$/.exec(pathname)?.[1] ?? '';
  for (const [pattern, handler] of routes) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Only GET, HEAD and OPTIONS are supported.');
    return handler({ ...request, query }, decode(match[1] ?? ''));
  }
  return refuse(404, `Known here: GET ${KNOWN_PATHS.map(known => `/api/v1/${known}`).join(', ')}`);
};

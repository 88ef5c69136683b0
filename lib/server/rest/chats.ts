import type { Channel } from '../channel.js';
import type { RestRequest } from './request.js';
import { ok, type RestResponse, refuse } from './response.js';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;
const HISTORY_SIZE = 100;

/** A number of the query, or the fallback if it is not an integer in the range. */
const integerOf = (query: URLSearchParams, name: string, from: number, fallback: number): number => {
  const value = Number(query.get(name) ?? fallback);
  return Number.isSafeInteger(value) && value >= from ? value : fallback;
};

/** Over the socket, a test stream needs its access key. The REST requests cannot carry one. */
const closed = (channel: Channel): RestResponse | undefined =>
  channel.rules.accessKey === undefined ? undefined : refuse(403, 'This channel is a test stream.');

/** `GET chats/:id/users`. `userName` is its member in v1 of the API. */
export const users = ({ query }: RestRequest, channel: Channel): RestResponse => {
  const size = Math.min(integerOf(query, 'limit', 1, DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE);
  const start = integerOf(query, 'page', 0, 0) * size;
  const page = channel.users.slice(start, start + size).map(user => ({
    userId: user.id,
    userName: user.username,
    username: user.username,
    userRoles: channel.rolesOf(user),
  }));
  return closed(channel) ?? ok(page);
};

/** `GET chats/:id/history` */
export const history = (_request: RestRequest, channel: Channel): RestResponse =>
  closed(channel) ?? ok(channel.history.newest(HISTORY_SIZE));

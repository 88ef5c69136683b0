import type { ChatServer } from '../../../lib/server/index.js';

/** A response whose body has been read and parsed. */
export const get = async (server: ChatServer, path: string, init?: RequestInit) => {
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
};

/** A request with a bearer token. */
export const getAs = (server: ChatServer, token: string, path: string) =>
  get(server, path, { headers: { authorization: `Bearer ${token}` } });

import type { Channel } from '../channel.js';
import type { ServerState } from '../server-state.js';
import type { User } from '../users.js';

/** What a route gets to see of an HTTP request. */
export interface RestRequest {
  state: ServerState;
  /** The WebSocket URLs of the server. */
  endpoints: readonly string[];
  query: URLSearchParams;
  /** The token of `Authorization: Bearer <token>`; undefined without that header, or with another scheme. */
  bearer: string | undefined;
}

export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];

/** The usernames of the service. Anything else is likely to be a real token. */
const serviceUsername = /^[a-z_]\w{0,19}$/i;

/**
 * The user whose name or id the bearer token is; undefined if there is none. A token that may be a real one never becomes
 * a username: everyone in the chat would see it.
 */
export const userOfBearer = (state: ServerState, token: string): User | undefined =>
  state.users.find(token) ?? (serviceUsername.test(token) ? state.users.findOrCreate(token) : undefined);

/** Does not quote the token, which may be a real one. */
export const UNKNOWN_BEARER =
  'Send "Authorization: Bearer <token>" with the name or id of a user as the token: this server knows no others.';

/** The channel with the id in a path; undefined if the id is not a positive integer or the channel does not exist. */
export const channelOf = (state: ServerState, id: string): Channel | undefined =>
  /^\d{1,15}$/.test(id) && Number(id) > 0 ? state.channels.find(Number(id)) : undefined;

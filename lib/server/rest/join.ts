import type { Channel } from '../channel.js';
import { permissionsOf } from '../roles.js';
import type { ServerState } from '../server-state.js';

/** An HTTP response before it is serialized. */
export interface RestResponse {
  status: number;
  body: unknown;
}

const refuse = (status: number, message: string): RestResponse => ({ status, body: { statusCode: status, message } });

const joinPath = /^\/api\/v[12]\/chats\/([^/]+)\/?$/;

const joinAs = (state: ServerState, channel: Channel, endpoints: readonly string[], nameOrId: string): RestResponse => {
  const user = state.users.findOrCreate(nameOrId);
  if (!user)
    return refuse(404, `There is no user ${JSON.stringify(nameOrId.slice(0, 64))}, and none of this name can be made.`);
  const roles = channel.rolesOf(user);
  const authkey = state.authkeys.issue(user.id, channel.id);
  const body = { endpoints, authkey, permissions: permissionsOf(roles), roles, isLoadShed: false };
  return { status: 200, body: { ...body, user: { id: user.id, username: user.username, roles } } };
};

/** Answers the request that a client makes before it connects: `GET /api/v1/chats/:channelId`, with `?user=` or anonymously. */
export const answerJoin = (
  state: ServerState,
  endpoints: readonly string[],
  method: string,
  target: string,
): RestResponse => {
  const base = 'http://localhost';
  if (!URL.canParse(target, base)) return refuse(400, 'This is no URL.');
  const { pathname, searchParams } = new URL(target, base);
  const [, channelId] = joinPath.exec(pathname) ?? [];
  if (channelId === undefined) return refuse(404, 'Known here: GET /api/v1/chats/:channelId');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'A chat is joined by GET.');
  const id = /^\d{1,15}$/.test(channelId) ? Number(channelId) : 0;
  const channel = id > 0 ? state.channels.find(id) : undefined;
  if (!channel) return refuse(404, 'There is no such channel: its id is a positive integer.');
  const user = searchParams.get('user');
  if (user !== null) return joinAs(state, channel, endpoints, user);
  return { status: 200, body: { endpoints, permissions: permissionsOf([]), roles: [], isLoadShed: false } };
};

import type { Channel } from './channel.js';
import type { Hall } from './hall.js';
import { permissionsOf } from './roles.js';

/** An HTTP answer, before it is bytes. */
export interface JoinAnswer {
  status: number;
  body: unknown;
}

const refuse = (status: number, message: string): JoinAnswer => ({ status, body: { statusCode: status, message } });

const joinPath = /^\/api\/v[12]\/chats\/([^/]+)\/?$/;

const joinAs = (hall: Hall, channel: Channel, endpoints: readonly string[], nameOrId: string): JoinAnswer => {
  const user = hall.users.admit(nameOrId);
  if (!user)
    return refuse(404, `There is no user ${JSON.stringify(nameOrId.slice(0, 64))}, and none of this name can be made.`);
  const roles = channel.rolesOf(user);
  const authkey = hall.authkeys.issue(user.id, channel.id);
  const body = { endpoints, authkey, permissions: permissionsOf(roles), roles, isLoadShed: false };
  return { status: 200, body: { ...body, user: { id: user.id, username: user.username, roles } } };
};

/** Answers the request that comes before a connection: `GET /api/v1/chats/:channelId`, with `?user=` or anonymously. */
export const answerJoin = (hall: Hall, endpoints: readonly string[], method: string, target: string): JoinAnswer => {
  const base = 'http://localhost';
  if (!URL.canParse(target, base)) return refuse(400, 'This is no URL.');
  const { pathname, searchParams } = new URL(target, base);
  const [, channelId] = joinPath.exec(pathname) ?? [];
  if (channelId === undefined) return refuse(404, 'Known here: GET /api/v1/chats/:channelId');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'A chat is joined by GET.');
  const id = /^\d{1,15}$/.test(channelId) ? Number(channelId) : 0;
  const channel = id > 0 ? hall.channels.find(id) : undefined;
  if (!channel) return refuse(404, 'There is no such channel: its id is a positive integer.');
  const user = searchParams.get('user');
  if (user !== null) return joinAs(hall, channel, endpoints, user);
  return { status: 200, body: { endpoints, permissions: permissionsOf([]), roles: [], isLoadShed: false } };
};

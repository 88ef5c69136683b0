import type { Channel } from '../channel.js';
import { permissionsOf } from '../roles.js';
import type { User } from '../users.js';
import { type RestRequest, UNKNOWN_BEARER, userOfBearer } from './request.js';
import { ok, type RestResponse, refuse } from './response.js';

const joinAs = ({ state, endpoints }: RestRequest, channel: Channel, user: User): RestResponse => {
  const roles = channel.rolesOf(user);
  const authkey = state.authkeys.issue(user.id, channel.id);
  const body = { endpoints, authkey, permissions: permissionsOf(roles), roles, isLoadShed: false };
  return ok({ ...body, user: { id: user.id, username: user.username, roles } });
};

/** `GET chats/:id/anonymous`, and `GET chats/:id` without a user. */
export const joinAnonymously = ({ endpoints }: RestRequest): RestResponse =>
  ok({ endpoints, permissions: permissionsOf([]), roles: [], isLoadShed: false });

/** `GET chats/:id`: joins as the user of `?user=`, or else of the bearer token, or else anonymously. */
export const join = (request: RestRequest, channel: Channel): RestResponse => {
  const { state, query, bearer } = request;
  const name = query.get('user');
  if (name !== null) {
    const user = state.users.findOrCreate(name);
    if (user) return joinAs(request, channel, user);
    return refuse(404, `There is no user ${JSON.stringify(name.slice(0, 64))}, and none of this name can be created.`);
  }
  if (bearer === undefined) return joinAnonymously(request);
  const user = userOfBearer(state, bearer);
  return user ? joinAs(request, channel, user) : refuse(401, UNKNOWN_BEARER);
};

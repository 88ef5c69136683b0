import type { User } from '../users.js';
import { channelOf, type RestRequest, UNKNOWN_BEARER, userOfBearer } from './request.js';
import { ok, type RestResponse, refuse } from './response.js';

export const userBody = ({ id, username, level, avatar }: User) => ({
  id,
  username,
  level,
  avatarUrl: avatar,
  verified: true,
});

/** A channel as REST shows it. The channel of a user has the user's id; a channel without a user has no owner. */
export const channelBody = (id: number, owner: User | undefined) => ({
  id,
  userId: owner?.id ?? null,
  token: owner?.username ?? String(id),
  name: owner ? `${owner.username}'s Channel` : `Channel ${id}`,
  online: false,
});

/** `GET users/current`: the user of the bearer token. */
export const currentUser = ({ state, bearer }: RestRequest): RestResponse => {
  const user = bearer === undefined ? undefined : userOfBearer(state, bearer);
  return user ? ok({ ...userBody(user), channel: channelBody(user.id, user) }) : refuse(401, UNKNOWN_BEARER);
};

/** `GET channels/:idOrName` */
export const channel = ({ state }: RestRequest, idOrName: string): RestResponse => {
  const owner = state.users.findOrCreate(idOrName);
  const found = owner ? state.channels.find(owner.id) : channelOf(state, idOrName);
  if (!found) return refuse(404, 'There is no such channel: ask for its id, or for the name of its owner.');
  return ok({ ...channelBody(found.id, owner), user: owner ? userBody(owner) : null });
};

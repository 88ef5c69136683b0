import type { AuthReply } from '../../beam/methods.js';
import type { Channel } from '../channel.js';
import type { MethodContext, MethodHandler, MethodResult } from '../method-context.js';
import type { Participant } from '../participant.js';
import { Refusal } from '../refusals.js';
import type { ServerState } from '../server-state.js';
import type { User } from '../users.js';

/** Ids are numbers. Strings of digits are accepted, since some clients send them. */
const idArgument = (value: unknown): number | undefined => {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

const findChannel = (state: ServerState, channelId: unknown, accessKey: unknown): Channel => {
  const id = idArgument(channelId);
  const channel = id === undefined ? undefined : state.channels.find(id);
  if (!channel) throw new Refusal('notFound');
  if (channel.rules.accessKey !== undefined && channel.rules.accessKey !== accessKey) throw new Refusal('noAccess');
  return channel;
};

const authenticate = (state: ServerState, channel: Channel, userId: unknown, authkey: unknown): User => {
  const id = idArgument(userId);
  const user = id === undefined ? undefined : state.users.withId(id);
  if (!user || typeof authkey !== 'string' || !state.authkeys.redeem(authkey, user.id, channel.id))
    throw new Refusal('notFound');
  if (!channel.allows(user, 'connect')) throw new Refusal('noAccess');
  return user;
};

const enterAnonymously = ({ participant }: MethodContext, channel: Channel): MethodResult => {
  participant.authState = { is: 'anonymous', channel };
  channel.enter(participant);
  return { data: { authenticated: false, roles: [] } satisfies AuthReply };
};

/** Sends UserJoin before the reply to `auth`, as was recorded from the service. Other methods send their events after. */
const enterAsUser = ({ state, participant }: MethodContext, channel: Channel, user: User): MethodResult => {
  participant.authState = { is: 'user', channel, user };
  const isFirst = channel.enter(participant, user);
  const roles = [...channel.rolesOf(user)];
  if (isFirst || state.settings.userJoin === 'every')
    channel.broadcast('UserJoin', { originatingChannel: channel.id, username: user.username, roles, id: user.id });
  return { data: { authenticated: true, roles } satisfies AuthReply };
};

const enter = (context: MethodContext): MethodResult => {
  const [channelId, userId = null, authkey = null, accessKey] = context.args;
  const channel = findChannel(context.state, channelId, accessKey);
  if (userId === null && authkey === null) return enterAnonymously(context, channel);
  return enterAsUser(context, channel, authenticate(context.state, channel, userId, authkey));
};

/** `auth [channelId, userId?, authkey?, accessKey?]` */
export const auth: MethodHandler = context => {
  const { state, participant } = context;
  const mayTryAgain = participant.failedAuths === 0 || state.settings.authAgain === 'allowed';
  if (participant.authState.is !== 'unauthenticated' || !mayTryAgain) throw new Refusal('authenticated');
  try {
    return enter(context);
  } catch (refusal) {
    participant.failedAuths += 1;
    throw refusal;
  }
};

/** Removes a connection from its channel. Sends UserLeave if it was the user's last one. */
export const leaveChannel = (participant: Participant): void => {
  const { authState } = participant;
  if (authState.is === 'unauthenticated') return;
  const { channel } = authState;
  participant.authState = { is: 'unauthenticated' };
  if (authState.is === 'anonymous') {
    channel.leave(participant);
    return;
  }
  const { user } = authState;
  if (channel.leave(participant, user))
    channel.broadcast('UserLeave', {
      originatingChannel: channel.id,
      username: user.username,
      roles: [...channel.rolesOf(user)],
      id: user.id,
    });
};

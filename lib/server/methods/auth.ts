import type { AuthReply } from '../../beam/methods.js';
import type { Channel } from '../channel.js';
import type { Hall } from '../hall.js';
import { Refusal } from '../refusals.js';
import type { Answer, Handler, Turn } from '../turn.js';
import type { User } from '../users.js';

/** Ids are numbers; strings of digits pass, since clients sent those too. */
const asId = (value: unknown): number | undefined => {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

const channelFor = (hall: Hall, channelId: unknown, accessKey: unknown): Channel => {
  const id = asId(channelId);
  const channel = id === undefined ? undefined : hall.channels.find(id);
  if (!channel) throw new Refusal('notFound');
  if (channel.rules.accessKey !== undefined && channel.rules.accessKey !== accessKey) throw new Refusal('noAccess');
  return channel;
};

const userFor = (hall: Hall, channel: Channel, userId: unknown, authkey: unknown): User => {
  const id = asId(userId);
  const user = id === undefined ? undefined : hall.users.withId(id);
  if (!user || typeof authkey !== 'string' || !hall.authkeys.redeem(authkey, user.id, channel.id))
    throw new Refusal('notFound');
  if (!channel.allows(user, 'connect')) throw new Refusal('noAccess');
  return user;
};

const enterAnonymously = ({ visitor }: Turn, channel: Channel): Answer => {
  visitor.standing = { at: 'anonymous', channel };
  channel.enter(visitor);
  return { data: { authenticated: false, roles: [] } satisfies AuthReply };
};

/** The one method whose event is known to have come before its reply. */
const enterAs = ({ hall, visitor }: Turn, channel: Channel, user: User): Answer => {
  visitor.standing = { at: 'user', channel, user };
  const isFirst = channel.enter(visitor, user);
  const roles = [...channel.rolesOf(user)];
  if (isFirst || hall.settings.userJoin === 'every')
    channel.announce('UserJoin', { originatingChannel: channel.id, username: user.username, roles, id: user.id });
  return { data: { authenticated: true, roles } satisfies AuthReply };
};

const enter = (turn: Turn): Answer => {
  const [channelId, userId = null, authkey = null, accessKey] = turn.args;
  const channel = channelFor(turn.hall, channelId, accessKey);
  if (userId === null && authkey === null) return enterAnonymously(turn, channel);
  return enterAs(turn, channel, userFor(turn.hall, channel, userId, authkey));
};

/** `auth [channelId, userId?, authkey?, accessKey?]` */
export const auth: Handler = turn => {
  const { hall, visitor } = turn;
  const isLate = visitor.refusals > 0 && hall.settings.authAgain === 'refused';
  if (visitor.standing.at !== 'door' || isLate) throw new Refusal('authenticated');
  try {
    return enter(turn);
  } catch (refusal) {
    visitor.refusals += 1;
    throw refusal;
  }
};

/** The way out: tells the others when a user's last connection has gone. */
export const leave = ({ visitor }: Pick<Turn, 'visitor'>): void => {
  const { standing } = visitor;
  if (standing.at === 'door') return;
  const { channel } = standing;
  visitor.standing = { at: 'door' };
  if (standing.at === 'anonymous') {
    channel.leave(visitor);
    return;
  }
  const { user } = standing;
  if (channel.leave(visitor, user))
    channel.announce('UserLeave', {
      originatingChannel: channel.id,
      username: user.username,
      roles: [...channel.rolesOf(user)],
      id: user.id,
    });
};

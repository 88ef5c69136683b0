import type { Skill, SkillAttribution } from '../beam/events.js';
import type { Channel } from './channel.js';
import type { Hall } from './hall.js';
import { bodyOf } from './message-parts.js';
import { permissionsOf } from './roles.js';
import { authorOf } from './turn.js';
import type { User } from './users.js';

/** What the service did by other ways than the socket: roles, bans, skills. */

/** A skill as used by {@link decreeSkill}: what is not given is made up. */
export interface SkillUse extends Partial<Skill> {
  /** What the user says along with it. */
  text?: string;
  /** `aside`: a SkillAttribution. `message`: a ChatMessage that is a skill, as stickers are. @default 'aside' */
  shown?: 'aside' | 'message';
}

/** @throws RangeError where the channel or the user does not exist */
const find = (hall: Hall, channelId: number, nameOrId: string | number): { channel: Channel; user: User } => {
  const channel = hall.channels.find(channelId);
  const user = hall.users.admit(String(nameOrId));
  if (!channel) throw new RangeError(`There is no channel ${channelId}`);
  if (!user) throw new RangeError(`There is no user ${JSON.stringify(nameOrId)}`);
  return { channel, user };
};

export const decreeRoles = (
  hall: Hall,
  channelId: number,
  nameOrId: string | number,
  roles: readonly string[],
): void => {
  const { channel, user } = find(hall, channelId, nameOrId);
  channel.setRoles(user, roles);
  const now = channel.rolesOf(user);
  channel.announce('UserUpdate', {
    user: user.id,
    roles: now,
    username: user.username,
    permissions: permissionsOf(now),
  });
};

export const decreeBan = (hall: Hall, channelId: number, nameOrId: string | number): void => {
  const { channel, user } = find(hall, channelId, nameOrId);
  decreeRoles(hall, channelId, user.id, ['Banned', ...channel.rolesOf(user)]);
  channel.history.purge(user.id);
  channel.announce('PurgeMessage', { user_id: user.id, cause: { type: 'ban' } });
};

export const decreeSkill = (hall: Hall, channelId: number, nameOrId: string | number, use: SkillUse): string => {
  const { channel, user } = find(hall, channelId, nameOrId);
  const { text = '', shown = 'aside', ...given } = use;
  const id = hall.nextMessageId();
  const ordinary = {
    skill_name: 'Beach Ball',
    icon_url: 'https://example.org/skill.png',
    cost: 100,
    currency: 'Sparks',
  };
  const skill: Skill = { skill_id: hall.nextMessageId(), execution_id: id, ...ordinary, ...given };
  channel.skills.add(skill.execution_id);
  const body = bodyOf(text, name => hall.users.named(name));
  const author = { ...authorOf({ channel, user }), user_level: user.level, user_avatar: user.avatar };
  if (shown === 'message') {
    const message = { message: body.message, meta: { ...body.meta, is_skill: true, skill } };
    channel.say({ channel: channel.id, id, ...author, message });
  } else channel.announce('SkillAttribution', { id, skill, ...author, message: body } satisfies SkillAttribution);
  return skill.execution_id;
};

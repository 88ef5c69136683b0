import type { ChatMessage, ImagePart, MessageBody, Skill } from '../beam/chat-message.js';
import type { SkillAttribution } from '../beam/events.js';
import { bodyOf } from './message-parts.js';
import { type Actor, authorOf } from './method-context.js';
import { permissionsOf } from './roles.js';
import type { ServerState } from './server-state.js';

// What happened on the service by other ways than the chat socket: roles, bans, skills.

/** The skill that `attributeSkill` sends. Members that are not given get default values. */
export interface SkillUse extends Partial<Skill> {
  /** What the user writes along with the skill. */
  text?: string;
  /** `aside`: send a SkillAttribution. `message`: send a ChatMessage that is a skill, as stickers are. @default 'aside' */
  shown?: 'aside' | 'message';
}

/** @throws RangeError if the channel or the user does not exist */
const find = (state: ServerState, channelId: number, nameOrId: string | number): Actor => {
  const channel = state.channels.find(channelId);
  const user = state.users.findOrCreate(String(nameOrId));
  if (!channel) throw new RangeError(`There is no channel ${channelId}`);
  if (!user) throw new RangeError(`There is no user ${JSON.stringify(nameOrId)}`);
  return { channel, user };
};

export const setRoles = (
  state: ServerState,
  channelId: number,
  nameOrId: string | number,
  roles: readonly string[],
): void => {
  const { channel, user } = find(state, channelId, nameOrId);
  channel.setRoles(user, roles);
  const now = channel.rolesOf(user);
  channel.broadcast('UserUpdate', {
    user: user.id,
    roles: now,
    username: user.username,
    permissions: permissionsOf(now),
  });
};

export const banUser = (state: ServerState, channelId: number, nameOrId: string | number): void => {
  const { channel, user } = find(state, channelId, nameOrId);
  setRoles(state, channelId, user.id, ['Banned', ...channel.rolesOf(user)]);
  channel.history.purge(user.id);
  channel.broadcast('PurgeMessage', { user_id: user.id, cause: { type: 'ban' } });
};

const defaultSkill = {
  skill_name: 'Beach Ball',
  icon_url: 'https://example.org/skill.png',
  cost: 100,
  currency: 'Sparks',
};

/** A ChatMessage that is a skill: its picture comes first, then the text. */
const skillMessage = ({ channel, user }: Actor, skill: Skill, { message, meta }: MessageBody): ChatMessage => {
  const { skill_name: name, icon_url: url, execution_id: id } = skill;
  const picture: ImagePart = { type: 'image', data: name, text: name, url };
  return {
    channel: channel.id,
    id,
    ...authorOf({ channel, user }),
    user_level: user.level,
    user_avatar: user.avatar,
    user_ascension_level: user.rank,
    message: { message: [picture, ...message], meta: { ...meta, images: {}, is_skill: true, skill } },
  };
};

const skillAttribution = ({ channel, user }: Actor, skill: Skill, message: MessageBody): SkillAttribution => ({
  id: skill.execution_id,
  skill,
  ...authorOf({ channel, user }),
  user_level: user.level,
  user_avatar: user.avatar,
  message,
});

export const attributeSkill = (
  state: ServerState,
  channelId: number,
  nameOrId: string | number,
  use: SkillUse,
): string => {
  const actor = find(state, channelId, nameOrId);
  const { channel } = actor;
  const { text = '', shown = 'aside', ...given } = use;
  const ids = { skill_id: state.nextMessageId(), execution_id: state.nextMessageId() };
  const skill: Skill = { ...ids, ...defaultSkill, ...given };
  channel.skills.add(skill.execution_id);
  const body = bodyOf(text, name => state.users.withName(name));
  if (shown === 'message') channel.post(skillMessage(actor, skill, body));
  else channel.broadcast('SkillAttribution', skillAttribution(actor, skill, body));
  return skill.execution_id;
};

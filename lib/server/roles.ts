/** Weakest first. A role that is not listed ranks as a plain `User`. */
const byRank = [
  'Banned',
  'Muted',
  'User',
  'Pro',
  'Subscriber',
  'Mod',
  'ChannelEditor',
  'Owner',
  'GlobalMod',
  'Staff',
  'Admin',
  'Developer',
  'Founder',
];

/** A permission: the name of an OAuth scope of the service, without its prefix `chat:`. */
export type Permission =
  | 'connect'
  | 'chat'
  | 'whisper'
  | 'poll_vote'
  | 'poll_start'
  | 'giveaway_start'
  | 'bypass_links'
  | 'bypass_slowchat'
  | 'bypass_filter'
  | 'bypass_catbot'
  | 'remove_message'
  | 'clear_messages'
  | 'purge'
  | 'timeout'
  | 'cancel_skill'
  | 'view_deleted'
  | 'change_ban'
  | 'change_role'
  | 'edit_options'
  | 'ad_break';

const reader: readonly Permission[] = ['connect'];
const talker: readonly Permission[] = [...reader, 'chat', 'whisper', 'poll_vote'];
const moderator: readonly Permission[] = [
  ...talker,
  'poll_start',
  'giveaway_start',
  'bypass_links',
  'bypass_slowchat',
  'bypass_filter',
  'bypass_catbot',
  'remove_message',
  'clear_messages',
  'purge',
  'timeout',
  'cancel_skill',
  'view_deleted',
  'change_ban',
];
const owner: readonly Permission[] = [...moderator, 'change_role', 'edit_options', 'ad_break'];

const rankOfRole = (role: string): number => {
  const index = byRank.indexOf(role);
  return index < 0 ? byRank.indexOf('User') : index;
};

/** The rank of the strongest of these roles, as a number to compare; -1 for no roles. */
export const rankOf = (roles: readonly string[]): number => Math.max(-1, ...roles.map(rankOfRole));

const isPunishment = (role: string): boolean => role === 'Banned' || role === 'Muted';

/** Sorts roles as the service listed them: strongest first, but `Banned` and `Muted` before all. */
export const sortRoles = (roles: readonly string[]): string[] =>
  [...new Set(roles)].sort(
    (a, b) => Number(isPunishment(b)) - Number(isPunishment(a)) || rankOfRole(b) - rankOfRole(a),
  );

/** The permissions of a user with these roles. No roles: anonymous, may read. `Banned`: none. `Muted`: may only read. */
export const permissionsOf = (roles: readonly string[]): readonly Permission[] => {
  if (roles.includes('Banned')) return [];
  if (roles.length === 0 || roles.includes('Muted')) return reader;
  const rank = rankOf(roles);
  if (rank >= rankOfRole('Owner')) return owner;
  return rank >= rankOfRole('Mod') ? moderator : talker;
};

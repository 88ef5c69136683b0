/** Weakest first. A role that is not listed counts as a plain `User`. */
const byStrength = [
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

/** What a role lets one do: the scope names of the service without their `chat:`. */
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

const strengthOfRole = (role: string): number => {
  const place = byStrength.indexOf(role);
  return place < 0 ? byStrength.indexOf('User') : place;
};

/** The strength of the strongest of these roles: a number to compare, -1 for no role at all. */
export const strengthOf = (roles: readonly string[]): number => Math.max(-1, ...roles.map(strengthOfRole));

const isPunishment = (role: string): boolean => role === 'Banned' || role === 'Muted';

/** Strongest first, as the service listed them, but for punishments, which come before all. */
export const sortRoles = (roles: readonly string[]): string[] =>
  [...new Set(roles)].sort(
    (a, b) => Number(isPunishment(b)) - Number(isPunishment(a)) || strengthOfRole(b) - strengthOfRole(a),
  );

/** What these roles together permit. No roles: an anonymous reader. `Banned` takes all, `Muted` takes speech. */
export const permissionsOf = (roles: readonly string[]): readonly Permission[] => {
  if (roles.includes('Banned')) return [];
  if (roles.length === 0 || roles.includes('Muted')) return reader;
  const strength = strengthOf(roles);
  if (strength >= strengthOfRole('Owner')) return owner;
  return strength >= strengthOfRole('Mod') ? moderator : talker;
};

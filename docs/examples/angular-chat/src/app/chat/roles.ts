/** The roles with a badge, lowest rank first. */
const RANKS = ['Subscriber', 'Mod', 'ChannelEditor', 'Owner', 'Staff', 'Founder'];

/** The rank of a user with these roles; 0 for ordinary users. */
export const rankOf = (roles: readonly string[]): number => Math.max(0, ...roles.map(role => RANKS.indexOf(role) + 1));

/** The role to show beside a name. */
export const badgeOf = (roles: readonly string[]): string | undefined => RANKS[rankOf(roles) - 1];

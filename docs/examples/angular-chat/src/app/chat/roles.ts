/** Roles that show, weakest first. */
const SHOWN = ['Subscriber', 'Mod', 'ChannelEditor', 'Owner', 'Staff', 'Founder'];

/** A number to compare: 0 for those who are just here. */
export const rankOf = (roles: readonly string[]): number => Math.max(0, ...roles.map(role => SHOWN.indexOf(role) + 1));

/** The one role to show beside a name. */
export const badgeOf = (roles: readonly string[]): string | undefined => SHOWN[rankOf(roles) - 1];

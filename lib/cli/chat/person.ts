import type { Paint, RenderOptions } from './paint.js';
import { styleOf } from './paint.js';
import { numberAt, rolesAt, textAt } from './wire.js';

/** A name in the colour of its strongest role, followed by that role. `User` is left out, because everyone has it. */
export const personName = (name: string, roles: readonly string[], paint: Paint): string => {
  const [role] = roles;
  const badge = role === undefined || role === 'User' ? '' : ` ${paint('dim', `[${role}]`)}`;
  return paint(styleOf(roles), name || 'somebody') + badge;
};

/** The author of a message or poll, or a moderator. */
export const authorIn = (data: unknown, paint: Paint): string =>
  personName(textAt(data, 'user_name'), rolesAt(data, 'user_roles'), paint);

/** The user of a `UserJoin`, `UserLeave` or `UserUpdate`, which name their fields differently. */
export const userIn = (data: unknown, paint: Paint, nameOf?: RenderOptions['nameOf']): string =>
  personName(
    textAt(data, 'username') ||
      nameOf?.(numberAt(data, 'user')) ||
      `user ${textAt(data, 'user') || textAt(data, 'id')}`,
    rolesAt(data, 'roles'),
    paint,
  );

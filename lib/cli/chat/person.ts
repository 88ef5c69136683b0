import type { Paint } from './paint.js';
import { styleOf } from './paint.js';
import { listAt, textAt } from './wire.js';

/** Somebody's name in the colour of their roles; the strongest stands behind it, unless it is everyone's. */
export const person = (name: string, roles: readonly string[], paint: Paint): string => {
  const [role] = roles;
  const badge = role === undefined || role === 'User' ? '' : ` ${paint('dim', `[${role}]`)}`;
  return paint(styleOf(roles), name || 'somebody') + badge;
};

const rolesAt = (data: unknown, key: string): string[] =>
  listAt(data, key)
    .map((_, i) => textAt(data, key, i))
    .filter(role => role !== '');

/** Who wrote, asked or moderated. */
export const authorIn = (data: unknown, paint: Paint): string =>
  person(textAt(data, 'user_name'), rolesAt(data, 'user_roles'), paint);

/** Who came, went or changed. */
export const visitorIn = (data: unknown, paint: Paint): string =>
  person(
    textAt(data, 'username') || `user ${textAt(data, 'user') || textAt(data, 'id')}`,
    rolesAt(data, 'roles'),
    paint,
  );

import { clean } from '../clean.js';

type Path = readonly (string | number)[];

/** The value at a path in data from a server, which may have any shape. Inherited members count as undefined. */
export const at = (data: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    data,
  );

/** The text at a path, safe to print, or ''. All text from a server goes through here before it is shown. */
export const textAt = (data: unknown, ...path: Path): string => {
  const value = at(data, ...path);
  return typeof value === 'string' || typeof value === 'number' ? clean(String(value)) : '';
};

export const numberAt = (data: unknown, ...path: Path): number | undefined => {
  const value = at(data, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** How many entries of a list to use. A longer list would make lines too long to read. */
const MAX_LIST_LENGTH = 100;

export const listAt = (data: unknown, ...path: Path): readonly unknown[] => {
  const value = at(data, ...path);
  return Array.isArray(value) ? value.slice(0, MAX_LIST_LENGTH) : [];
};

/** The names of roles in a list. */
export const rolesAt = (data: unknown, ...path: Path): string[] =>
  listAt(data, ...path)
    .map((_, i) => textAt(data, ...path, i))
    .filter(role => role !== '');

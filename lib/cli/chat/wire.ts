import { clean } from '../clean.js';

type Path = readonly (string | number)[];

/** What is at a place in data from a server, which may be of any shape. */
export const at = (data: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    data,
  );

/** The text there, safe to print: the one way in which a server's words reach the screen. */
export const textAt = (data: unknown, ...path: Path): string => {
  const value = at(data, ...path);
  return typeof value === 'string' || typeof value === 'number' ? clean(String(value)) : '';
};

export const numberAt = (data: unknown, ...path: Path): number | undefined => {
  const value = at(data, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** The longest list of which one line is made. */
const MOST = 100;

export const listAt = (data: unknown, ...path: Path): readonly unknown[] => {
  const value = at(data, ...path);
  return Array.isArray(value) ? value.slice(0, MOST) : [];
};

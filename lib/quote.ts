const LONGEST = 120;

/**
 * How an error message shows an offending value: short, and without looking inside objects,
 * which may hold an authkey.
 */
export const quote = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'bigint') return `${value}n`;
  return String(value);
};

/** What kind of value it is, and nothing of it: for what may hold a key in plain sight. */
export const kindOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `a ${typeof value}` : quote(value);

/** What went wrong, in the words of whoever threw it. */
export const sayCause = (cause: unknown): string => (cause instanceof Error ? cause.message : quote(cause));

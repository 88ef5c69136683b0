const MAX_QUOTED_LENGTH = 120;

/**
 * Shows an invalid value in an error message: short, and without the contents of objects, which may hold an authkey.
 */
export const quote = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Symbol.iterator in value ? 'an iterable' : 'an object';
  return cut(typeof value === 'bigint' ? `${value}n` : String(value));
};

const cut = (text: string): string => (text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text);

/** The type of a value that may be a key, without the value. */
export const kindOf = (value: unknown): string => {
  if (value === '') return 'an empty string';
  return typeof value === 'string' || typeof value === 'number' ? `a ${typeof value}` : quote(value);
};

/** How many nested errors to search for a message: an AggregateError may contain others, or itself. */
const MAX_DEPTH = 5;

/**
 * A cause in words, never empty. Node gives an AggregateError without a message when a host has several
 * addresses: then this uses the message of its first error, else its `code`, else its `name`.
 */
export const describeCause = (cause: unknown): string => {
  try {
    return isError(cause) ? (wordsOf(cause, MAX_DEPTH) ?? nameOf(cause)) : quote(cause);
  } catch {
    // A getter or a Proxy may throw anything.
    return 'an object';
  }
};

/** Errors of other realms, such as Jest's or those of an iframe, are instances of another class. */
const isError = (value: unknown): value is Error =>
  value instanceof Error || /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(value));

const wordsOf = (value: unknown, depth: number): string | undefined => {
  if (!isError(value) || depth === 0) return undefined;
  const { message, errors, cause, code } = value as Error & { errors?: unknown; code?: unknown };
  if (isText(message)) return message;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return wordsOf(first, depth - 1) ?? wordsOf(cause, depth - 1) ?? (isText(code) ? code : undefined);
};

const nameOf = ({ name }: Error): string => (isText(name) ? name : 'an error');

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

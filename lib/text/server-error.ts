import { quote } from './quote.js';

/** What a `ReplyError` says of the server's error. */
export const refusalMessage = (method: string, error: unknown): string =>
  `the server refused ${quote(method)}: ${sayServerError(error)}`;

/** The short form of a server's error, never empty: its text, or its code and message, or what it is. */
export const sayServerError = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return quote(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  const parts = [code, message].filter(part => part !== undefined);
  return parts.length === 0 ? quote(error) : parts.map(quote).join(' ');
};

import { isObject } from '../text/rule.js';

/** The server cannot tell now whether the credentials are good (docs/protocol.md#errors). */
const AUTH_SERVER_ERROR = 4006;

/** More calls, or messages, than the server takes in the time (docs/protocol.md#limits). */
const TOO_FAST = 4005;

/** What a refusal of a call means. Those of the set-up are judged by their own rules. */
export const meaningOf = (error: unknown): 'too-fast' | undefined =>
  codeOf(error) === TOO_FAST ? 'too-fast' : undefined;

export const isTrouble = (error: unknown): boolean => codeOf(error) === AUTH_SERVER_ERROR;

/** The code of a server's error: an object's `code`, or the error itself (docs/protocol.md#errors). */
export const codeOf = (error: unknown): string | number | undefined => {
  const code = isObject(error) ? (error as { code?: unknown }).code : error;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
};

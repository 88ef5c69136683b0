import { ReplyError } from '../errors.js';

/** The server cannot tell now whether the credentials are good (docs/protocol.md#errors). */
const AUTH_SERVER_ERROR = 4006;

export const isTrouble = (error: unknown): boolean => codeOf(error) === AUTH_SERVER_ERROR;

/** The code of a server's error: an object's `code`, or the error itself (docs/protocol.md#errors). */
export const codeOf = (error: unknown): string | number | undefined => {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error;
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
};

/** The error without the keys of the call: a server may repeat what it was sent. */
export const withoutSecrets = ({ method, id = 0, error }: ReplyError, args: readonly unknown[]): ReplyError =>
  new ReplyError(method, id, masked(error, args));

/** For the caller, who knows the keys: the error is as sent, and only the message, which may reach a log, is masked. */
export const withMaskedMessage = (error: ReplyError, args: readonly unknown[]): ReplyError => {
  const { method, id = 0 } = error;
  return new ReplyError(method, id, error.error, withoutSecrets(error, args).message);
};

/** Before it is quoted or cut: what is escaped or halved would not be found. Long keys first, since one may hold another. */
const masked = (error: unknown, [, , ...keys]: readonly unknown[]): unknown => {
  const secrets = keys.filter(key => typeof key === 'string' && key !== '') as string[];
  secrets.sort((a, b) => b.length - a.length);
  const mask = (value: unknown): unknown =>
    typeof value === 'string' ? secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value) : value;
  if (typeof error !== 'object' || error === null) return mask(error);
  const { code, message } = error as { code?: unknown; message?: unknown };
  return Object.fromEntries(
    Object.entries({ code: mask(code), message: mask(message) }).filter(([, part]) => part !== undefined),
  );
};

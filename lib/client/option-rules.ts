import type { Backoff } from '../link/backoff.js';
import type { BeamChatOptions } from '../options.js';
import { MAX_TIMER_MS } from '../timers.js';
import type { SpoolOptions } from '../traffic/spool.js';

/** What a value must be, and the words for it. */
export interface Rule {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

const rule = (must: string, holds: Rule['holds']): Rule => ({ must, holds });

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Not a Map, a Headers or a URLSearchParams: their entries are no properties, and would be lost. */
const isRecord = (value: unknown): value is object => isObject(value) && !(Symbol.iterator in value);
const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isWhole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const ms = (least: number, forEver: boolean): Rule => ({
  must: `a number of ms from ${least} to ${MAX_TIMER_MS}${forEver ? ', or Infinity' : ''}`,
  holds: value =>
    typeof value === 'number' &&
    value >= least &&
    (value <= MAX_TIMER_MS || (forEver && value === Number.POSITIVE_INFINITY)),
});
const flag = rule('true or false', value => typeof value === 'boolean');
const text = rule('a string', isText);
const callable = rule('a function', isFunction);

const areCredentials = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(each => each === undefined || each === null || isText(each) || Number.isFinite(each));

/** Whether `new` takes it: an arrow function or a method it does not. Nothing of it is called. */
const isConstructor = (value: unknown): boolean => {
  try {
    Reflect.construct(Object, [], value as new () => unknown);
    return true;
  } catch {
    return false;
  }
};

/** A token of RFC 9110: sub-protocols and names of headers. */
const isToken = (value: unknown): value is string => isText(value) && /^[\w!#$%&'*+.^`|~-]+$/.test(value);

const areProtocols = (value: unknown): boolean => {
  if (!Array.isArray(value)) return isToken(value);
  return value.every(isToken) && new Set(value).size === value.length;
};

export const rules: Readonly<Record<keyof BeamChatOptions, Rule>> = {
  auth: rule(
    'an array [channelId, userId, authkey] or a function that gives one',
    value => isFunction(value) || areCredentials(value),
  ),
  connectTimeout: ms(0, true),
  callTimeout: ms(0, true),
  pingInterval: ms(0, true),
  pingTimeout: ms(1, false),
  backoff: rule('an object {initial, max}', isObject),
  stableAfter: ms(0, true),
  spool: rule('an object {limit, ttl, overflow}', isObject),
  resend: rule('an array of method names', areTexts),
  shouldReconnect: callable,
  wake$: rule('an Observable', value => isObject(value) && isFunction((value as { subscribe?: unknown }).subscribe)),
  welcome: flag,
  clientId: text,
  protocolVersion: text,
  query: rule('an object of strings', value => isRecord(value) && Object.values(value).every(isText)),
  protocols: rule(
    "a sub-protocol or an array of different ones, each of ASCII letters, digits and !#$%&'*+-.^_`|~",
    areProtocols,
  ),
  WebSocketCtor: rule('a WebSocket class', isConstructor),
  ws: rule('an object of options for ws', isObject),
  random: callable,
};

export const backoffRules: Readonly<Record<keyof Backoff, Rule>> = { initial: ms(0, false), max: ms(0, true) };

export const spoolRules: Readonly<Record<keyof SpoolOptions, Rule>> = {
  limit: rule('a whole number from 0 up, or Infinity', value => isWhole(value) || value === Number.POSITIVE_INFINITY),
  ttl: ms(1, true),
  overflow: rule("'reject-newest' or 'drop-oldest'", value => value === 'reject-newest' || value === 'drop-oldest'),
};

/** `ws` takes these as numbers of 32 bits. */
const count = rule(
  `a whole number from 0 to ${MAX_TIMER_MS}`,
  value => isWhole(value) && (value as number) <= MAX_TIMER_MS,
);

/** Those options of `ws`, HTTP and TLS with which each dial would throw, or do something else than was meant. */
export const wsRules: Readonly<Record<string, Rule>> = {
  agent: rule(
    'an http.Agent, or false',
    value =>
      value === false ||
      value === null ||
      (isObject(value) && isFunction((value as { addRequest?: unknown }).addRequest)),
  ),
  allowSynchronousEvents: flag,
  auth: text,
  autoPong: flag,
  checkServerIdentity: callable,
  closeTimeout: ms(0, false),
  createConnection: callable,
  family: rule('4, 6 or 0', value => value === 4 || value === 6 || value === 0),
  finishRequest: callable,
  followRedirects: flag,
  generateMask: callable,
  handshakeTimeout: ms(0, false),
  headers: rule('a plain object of HTTP headers', isRecord),
  lookup: callable,
  maxBufferedChunks: count,
  maxFragments: count,
  maxPayload: count,
  maxPendingAutoPongs: count,
  maxRedirects: count,
  origin: rule('a string that an HTTP header can have', value => isHeaderValue(value)),
  perMessageDeflate: rule('true, false or an object', value => typeof value === 'boolean' || isObject(value)),
  protocolVersion: rule('8 or 13', value => value === 8 || value === 13),
  rejectUnauthorized: flag,
  skipUTF8Validation: flag,
};

/** A header's value, as `node:http` takes it: Latin-1 without control characters. */
const isHeaderValue = (value: unknown): boolean => isText(value) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

export const headerNameRule = rule('a name that an HTTP header can have', isToken);

export const headerRule = rule(
  'a string of Latin-1 characters without line breaks',
  value =>
    isHeaderValue(value) ||
    Number.isFinite(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isHeaderValue)),
);

import { check, copyOf, withoutGaps } from '../text/check.js';
import { kindOf, quote } from '../text/quote.js';
import {
  callable,
  flag,
  isFunction,
  isObject,
  isRecord,
  isText,
  isToken,
  ms,
  type Rule,
  rule,
  text,
  whole,
} from '../text/rule.js';
import { MAX_TIMER_MS } from '../timers.js';
import type { NodeSocketOptions } from './web-socket-like.js';

/** `ws` takes these as numbers of 32 bits. */
const count = whole(0, MAX_TIMER_MS);

/** Of a text or of several, which may be keys, no more can be said. */
const otherText = (value: unknown): string | undefined =>
  (isText(value) && value !== '') || (Array.isArray(value) && value.length > 0 && value.every(isText))
    ? 'one with other characters'
    : undefined;

/** Those options of `ws`, HTTP and TLS with which each dial would throw, or do something else than was meant. */
const wsRules: Readonly<Record<string, Rule>> = {
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
  origin: rule('a string that an HTTP header can have', value => isHeaderValue(value), otherText),
  perMessageDeflate: rule('true, false or an object', value => typeof value === 'boolean' || isObject(value)),
  protocolVersion: rule('8 or 13', value => value === 8 || value === 13),
  rejectUnauthorized: flag,
  skipUTF8Validation: flag,
};

/** A header's value, as `node:http` takes it: Latin-1 without control characters. */
const isHeaderValue = (value: unknown): boolean => isText(value) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

const headerNameRule = rule('a name that an HTTP header can have', isToken);

const headerRule = rule(
  'a string of Latin-1 characters without line breaks',
  value =>
    isHeaderValue(value) ||
    Number.isFinite(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isHeaderValue)),
);

/**
 * The options for `ws`, checked and copied. What else there is, such as a certificate, goes to `ws` as it is.
 *
 * @throws TypeError that names the option with which no dial can succeed
 */
export const resolveSocketOptions = (given: NodeSocketOptions): NodeSocketOptions => {
  const { headers, ...others } = check(given, wsRules, { path: 'ws.', secrets: 'all', allowsOthers: true });
  return headers === undefined ? others : { ...others, headers: resolveHeaders(headers) };
};

const resolveHeaders = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const headers = withoutGaps(given) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (!headerNameRule.holds(name)) {
      throw new TypeError(`a name in the option ws.headers must be ${headerNameRule.must}, not ${quote(name)}`);
    }
    if (!headerRule.holds(value)) {
      throw new TypeError(
        `the option ws.headers[${quote(name)}] must be ${headerRule.must}, not ${otherText(value) ?? kindOf(value)}`,
      );
    }
  }
  return Object.freeze(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, copyOf(value)])));
};

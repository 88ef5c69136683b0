import { clientRules } from '../client/option-rules.js';
import {
  type ClientOptions,
  clientDefaults,
  type ResolvedClientOptions,
  resolveClientOptions,
  type Settled,
} from '../options.js';
import { check, copyOf } from '../text/check.js';
import { flag, isFunction, isRecord, isText, type Rule, rule, text } from '../text/rule.js';
import type { AuthSource } from './credentials.js';

/** The options that only Beam's protocol has. */
export interface BeamOptions {
  /**
   * Credentials `[channelId, userId, authkey]` that the client sends on each connection. Or, for single-use authkeys, a function
   * that returns them: the client calls it on each connection, with the newest reply of the address function.
   * @default none: call `auth()`
   */
  readonly auth?: AuthSource | undefined;
  /** Whether the server sends a `WelcomeEvent` before anything else. @default true */
  readonly welcome?: boolean | undefined;
  /** Sent in the URL's query as `Client-ID`. @default none */
  readonly clientId?: string | undefined;
  /** Sent in the URL's query as `version`. @default '1.0' */
  readonly protocolVersion?: string | undefined;
  /** More parameters for the URL's query. @default {} */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** The options of a `BeamChat`. All are optional; `undefined` counts as not given. Times are in ms. */
export interface BeamChatOptions extends ClientOptions, BeamOptions {
  /** Methods whose calls the client sends again if the connection drops before the reply. @default ['history'] */
  readonly resend?: readonly string[] | undefined;
}

/** The options after the check. Only those without a default may be missing. */
export type ResolvedOptions = ResolvedClientOptions & Settled<Omit<BeamOptions, Absent>> & Pick<BeamOptions, Absent>;
type Absent = 'auth' | 'clientId';

/** A function, because bundlers keep a table that spreads another one, even if nothing uses it. */
const makeDefaults = () =>
  Object.freeze({
    ...clientDefaults,
    resend: Object.freeze(['history']) as readonly string[],
    welcome: true,
    protocolVersion: '1.0',
    query: Object.freeze({}),
  });

/** The one table of defaults. Frozen, because all clients share it. */
export const defaults = /* @__PURE__ */ makeDefaults();

const areCredentials = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(each => each === undefined || each === null || isText(each) || Number.isFinite(each));

const beamRules: Readonly<Record<keyof BeamOptions, Rule>> = {
  auth: rule(
    'an array [channelId, userId, authkey] or a function that gives one',
    value => isFunction(value) || areCredentials(value),
  ),
  welcome: flag,
  clientId: text,
  protocolVersion: text,
  query: rule('an object of strings', value => isRecord(value) && Object.values(value).every(isText)),
};

/** Options whose value may hold a key, and is never shown. */
const SECRET: ReadonlySet<string> = new Set<keyof BeamChatOptions>(['auth', 'query', 'ws']);

/**
 * What was given, over the defaults: a frozen copy, so that nothing that happens to the given objects later changes a
 * client.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const resolveOptions = (given: BeamChatOptions): ResolvedOptions => {
  const checked = check(given, { ...clientRules, ...beamRules }, { secrets: SECRET });
  if (Object.keys(checked).length === 0) return defaults;
  const { auth, query } = checked;
  return Object.freeze({
    ...defaults,
    ...checked,
    ...resolveClientOptions(checked, defaults),
    ...(auth === undefined ? {} : { auth: copyOf(auth) }),
    query: query === undefined ? defaults.query : Object.freeze({ ...query }),
  });
};

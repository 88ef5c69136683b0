import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { MAY_HIDE } from '../text/redact-address.js';
import { areTexts, callable, duration, isObject, isText, ms, oneOf, type Rule, rule, whole } from '../text/rule.js';
import type { ChannelSetting } from './channel.js';
import { type ChatServerOptions, defaults, type Settings } from './options.js';
import { refusalNames } from './refusals.js';
import { isUsername, type UserSetting } from './users.js';

const MAX_PORT = 65_535;

const filled = rule('a string that is not empty', value => isText(value) && value !== '');
const list = rule('an array', Array.isArray);
/** What is no object in it is named by its place. */
const objects = rule('an array of objects', Array.isArray);
const texts = rule('an array of strings', areTexts);
/** It may be longer than any timer, but it ends: it is added to a point in time. */
const span = rule('a number of ms from 0 up', value => duration.holds(value) && value !== Infinity);

const originRule = rule(
  "'*', or an origin without a path, such as 'https://app.example'",
  value => isText(value) && (value === '*' || value === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]*$/i.test(value)),
  // It may hold a password.
  value => (isText(value) && MAY_HIDE.test(value) ? 'a string with "@", "?" or "#"' : undefined),
);

const isRefusal = (name: string): boolean => refusalNames.some(known => known === name);

const userRules: Readonly<Record<keyof UserSetting, Rule>> = {
  id: whole(1),
  username: rule('a name of 1 to 40 characters without blanks', value => isText(value) && isUsername(value)),
  roles: texts,
  level: whole(0),
  rank: whole(0),
  avatar: rule('a URL or null', value => value === null || isText(value)),
};

const channelRules: Readonly<Record<keyof ChannelSetting, Rule>> = {
  id: whole(1),
  slowChat: span,
  links: oneOf('clickable', 'plain', 'forbidden'),
  minimumRank: whole(0),
  accessKey: filled,
  roles: rule(
    'arrays of strings by username',
    value => isObject(value) && Object.values(value).every(areTexts),
    value => {
      const [username, roles] = (isObject(value) && Object.entries(value).find(([, each]) => !areTexts(each))) || [];
      return username === undefined ? undefined : `${quote(roles)} for ${quote(username)}`;
    },
  ),
};

const rules: Readonly<Record<keyof ChatServerOptions, Rule>> = {
  endpoints: whole(1, 100),
  host: filled,
  port: whole(0, MAX_PORT),
  origins: list,
  users: objects,
  channels: objects,
  authkeys: oneOf('single-use', 'reusable'),
  authkeyLifetime: span,
  era: oneOf('beam', 'mixer'),
  errors: rule(
    `an object with keys of ${refusalNames.join(', ')}`,
    value => isObject(value) && Object.keys(value).every(isRefusal),
    value => {
      const unknown = isObject(value) ? Object.keys(value).find(name => !isRefusal(name)) : undefined;
      return unknown === undefined ? undefined : `one with the key ${quote(unknown)}`;
    },
  ),
  history: whole(0, 10_000),
  messageLength: whole(1),
  slowChat: span,
  callsPerSecond: rule('a number from 1 up', value => typeof value === 'number' && value >= 1),
  authAgain: oneOf('allowed', 'refused'),
  userJoin: oneOf('first', 'every'),
  idleTimeout: ms(0, false),
  pingInterval: ms(0, false),
  maxPayload: whole(1),
  maxBacklog: whole(1),
  giveawayStep: ms(0, false),
  random: callable,
};

/** Somebody may write the keys themselves for `authkeys`. */
const KEYS: ReadonlySet<string> = new Set(['accessKey', 'authkeys']);

const checkOrigins = (origins: readonly string[]): void => {
  for (const [i, origin] of origins.entries()) {
    const name = `origins[${i}]`;
    check({ [name]: origin ?? null }, { [name]: originRule });
  }
};

/** No two entries have the same in one of the `unique` fields, ignoring case, and none goes without the first of these. */
const checkEntries = <T extends object>(
  option: string,
  entries: readonly T[] = [],
  entryRules: Readonly<Record<keyof T & string, Rule>>,
  unique: readonly (keyof T & string)[],
): void => {
  const taken = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const path = `${option}[${i}].`;
    if (!isObject(entry)) throw new TypeError(`the option ${option}[${i}] must be an object, not ${quote(entry)}`);
    const given = check(entry, entryRules, { path, secrets: KEYS });
    for (const field of unique) {
      const value = given[field];
      if (value === undefined && field === unique[0]) throw new TypeError(`the option ${path}${field} is missing`);
      const pair = `${field} ${quote(value)}`.toLowerCase();
      if (taken.has(pair))
        throw new TypeError(`the option ${path}${field} must be unique, but ${quote(value)} occurs twice`);
      if (value !== undefined) taken.add(pair);
    }
  }
};

/** With NaN, no port would be one, and without its name the error would not lead here. */
const checkedRandom = (random: () => unknown) => (): number => {
  const value = random();
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new TypeError(`the option random must return a number in [0, 1), not ${quote(value)}`);
};

/**
 * Validates the options and fills in the defaults. `undefined` counts as not given.
 * @throws TypeError that names the option, if it is unknown or its value is invalid
 */
export const resolveOptions = (given: ChatServerOptions = {}): Settings => {
  const { random, ...others } = check(given, rules, { secrets: KEYS });
  const settings: Settings = { ...defaults, ...others, ...(random && { random: checkedRandom(random) }) };
  checkOrigins(settings.origins);
  checkEntries('users', settings.users, userRules, ['username', 'id']);
  checkEntries('channels', settings.channels, channelRules, ['id']);
  const room = MAX_PORT - settings.endpoints;
  if (settings.port > room)
    throw new TypeError(
      `the option port must be from 0 to ${room}, to leave ports for the endpoints, not ${settings.port}`,
    );
  return settings;
};

import { type ChatServerOptions, defaults, type Settings } from './options.js';
import { refusalNames } from './refusals.js';
import { isUsername } from './users.js';

/** A test and, for whoever fails it, what it wants. */
type Check = readonly [passes: (value: unknown) => boolean, wanted: string];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const integer = (from: number, to = Number.MAX_SAFE_INTEGER): Check => [
  value => Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to,
  to === Number.MAX_SAFE_INTEGER ? `an integer of at least ${from}` : `an integer from ${from} to ${to}`,
];
const oneOf = (...values: readonly string[]): Check => [
  value => values.some(known => known === value),
  `one of ${values.map(known => `'${known}'`).join(', ')}`,
];
const milliseconds: Check = [
  value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  'a time in ms, 0 or more',
];
const text: Check = [value => typeof value === 'string' && value !== '', 'a string that is not empty'];
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(entry => typeof entry === 'string');
const strings: Check = [isStrings, 'an array of strings'];

const listOf = (fields: Record<string, Check>, required: string, unique: readonly string[]): Check => [
  value =>
    Array.isArray(value) &&
    value.every(entry => isObject(entry) && entry[required] !== undefined && hasOnly(entry, fields)) &&
    unique.every(field => isDistinct(value.map(entry => entry[field]))),
  `an array of {${Object.keys(fields).join(', ')}}, each with a different ${unique.join(' and ')}`,
];
const hasOnly = (entry: Record<string, unknown>, fields: Record<string, Check>): boolean =>
  Object.entries(entry).every(([name, value]) => value === undefined || fields[name]?.[0](value) === true);
const isDistinct = (values: readonly unknown[]): boolean => {
  const given = values.filter(value => value !== undefined).map(value => String(value).toLowerCase());
  return new Set(given).size === given.length;
};

const user: Record<string, Check> = {
  id: integer(1),
  username: [value => typeof value === 'string' && isUsername(value), 'a name'],
  roles: strings,
  level: integer(0),
  rank: integer(0),
  avatar: [value => value === null || typeof value === 'string', 'a URL or null'],
};
const channel: Record<string, Check> = {
  id: integer(1),
  slowChat: milliseconds,
  links: oneOf('clickable', 'plain', 'forbidden'),
  minimumRank: integer(0),
  accessKey: text,
  roles: [value => isObject(value) && Object.values(value).every(isStrings), 'roles by username'],
};

const checks: { readonly [Option in keyof Required<ChatServerOptions>]: Check } = {
  endpoints: integer(1, 100),
  host: text,
  port: integer(0, 65_535),
  users: listOf(user, 'username', ['id', 'username']),
  channels: listOf(channel, 'id', ['id']),
  authkeys: oneOf('single-use', 'reusable'),
  authkeyLifetime: milliseconds,
  era: oneOf('beam', 'mixer'),
  errors: [
    value => isObject(value) && Object.keys(value).every(name => refusalNames.some(known => known === name)),
    `an object with keys of ${refusalNames.join(', ')}`,
  ],
  history: integer(0, 10_000),
  messageLength: integer(1),
  slowChat: milliseconds,
  callsPerSecond: [value => typeof value === 'number' && value >= 1, 'a number of at least 1'],
  authAgain: oneOf('allowed', 'refused'),
  userJoin: oneOf('first', 'every'),
  idleTimeout: milliseconds,
  pingInterval: milliseconds,
  maxPayload: integer(1),
  maxBacklog: integer(1),
  giveawayStep: milliseconds,
  random: [value => typeof value === 'function', 'a function'],
};

/**
 * The options with the defaults filled in; `undefined` counts as not given.
 * @throws TypeError naming the option that is unknown or cannot be.
 */
export const resolveOptions = (given: ChatServerOptions = {}): Settings => {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of present) {
    if (!Object.hasOwn(checks, name)) throw new TypeError(`ChatServer has no option ${JSON.stringify(name)}`);
    const [passes, wanted] = checks[name as keyof ChatServerOptions];
    if (!passes(value)) throw new TypeError(`ChatServer option ${name} must be ${wanted}`);
  }
  return { ...defaults, ...Object.fromEntries(present) };
};

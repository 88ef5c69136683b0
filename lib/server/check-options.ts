import { type ChatServerOptions, defaults, type Settings } from './options.js';
import { refusalNames } from './refusals.js';
import { isUsername } from './users.js';

/** What is wrong with a value, as it goes on behind its name; undefined if nothing is. */
type Check = (value: unknown) => string | undefined;
type Fields = Readonly<Record<string, Check>>;

const must =
  (passes: (value: unknown) => boolean, be: string): Check =>
  value =>
    passes(value) ? undefined : ` must be ${be}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const integer = (from: number, to = Number.MAX_SAFE_INTEGER): Check =>
  must(
    value => Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to,
    to === Number.MAX_SAFE_INTEGER ? `an integer of at least ${from}` : `an integer from ${from} to ${to}`,
  );
const oneOf = (...values: readonly string[]): Check =>
  must(value => values.some(known => known === value), `one of ${values.map(known => `'${known}'`).join(', ')}`);
const milliseconds = must(
  value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  'a time in ms, 0 or more',
);
const text = must(value => typeof value === 'string' && value !== '', 'a string that is not empty');
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(entry => typeof entry === 'string');
const strings = must(isStrings, 'an array of strings');

const wrongWithEntry = (entry: unknown, fields: Fields, required: string): string | undefined => {
  if (!isObject(entry)) return ' must be an object';
  if (entry[required] === undefined) return ` needs ${required}`;
  for (const [name, value] of Object.entries(entry)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!check) return ` has ${JSON.stringify(name)}, and may have ${Object.keys(fields).join(', ')}`;
    const wrong = value === undefined ? undefined : check(value);
    if (wrong !== undefined) return `.${name}${wrong}`;
  }
  return undefined;
};

/** The first place where a value is there for the second time, in any case. */
const repeated = (values: readonly unknown[]): number => {
  const given = values.map(value => (value === undefined ? undefined : String(value).toLowerCase()));
  return given.findIndex((value, i) => value !== undefined && given.indexOf(value) < i);
};

const listOf =
  (fields: Fields, required: string, unique: readonly string[]): Check =>
  value => {
    if (!Array.isArray(value)) return ' must be an array';
    for (const [i, entry] of value.entries()) {
      const wrong = wrongWithEntry(entry, fields, required);
      if (wrong !== undefined) return `[${i}]${wrong}`;
    }
    for (const field of unique) {
      const i = repeated(value.map(entry => entry[field]));
      if (i >= 0) return `[${i}].${field} is that of another`;
    }
    return undefined;
  };

const user: Fields = {
  id: integer(1),
  username: must(
    value => typeof value === 'string' && isUsername(value),
    'a name of 1 to 40 characters without blanks',
  ),
  roles: strings,
  level: integer(0),
  rank: integer(0),
  avatar: must(value => value === null || typeof value === 'string', 'a URL or null'),
};
const channel: Fields = {
  id: integer(1),
  slowChat: milliseconds,
  links: oneOf('clickable', 'plain', 'forbidden'),
  minimumRank: integer(0),
  accessKey: text,
  roles: must(value => isObject(value) && Object.values(value).every(isStrings), 'arrays of strings by username'),
};

const LAST_PORT = 65_535;

const checks: { readonly [Option in keyof Required<ChatServerOptions>]: Check } = {
  endpoints: integer(1, 100),
  host: text,
  port: integer(0, LAST_PORT),
  users: listOf(user, 'username', ['id', 'username']),
  channels: listOf(channel, 'id', ['id']),
  authkeys: oneOf('single-use', 'reusable'),
  authkeyLifetime: milliseconds,
  era: oneOf('beam', 'mixer'),
  errors: must(
    value => isObject(value) && Object.keys(value).every(name => refusalNames.some(known => known === name)),
    `an object with keys of ${refusalNames.join(', ')}`,
  ),
  history: integer(0, 10_000),
  messageLength: integer(1),
  slowChat: milliseconds,
  callsPerSecond: must(value => typeof value === 'number' && value >= 1, 'a number of at least 1'),
  authAgain: oneOf('allowed', 'refused'),
  userJoin: oneOf('first', 'every'),
  idleTimeout: milliseconds,
  pingInterval: milliseconds,
  maxPayload: integer(1),
  maxBacklog: integer(1),
  giveawayStep: milliseconds,
  random: must(value => typeof value === 'function', 'a function'),
};

/**
 * The options with the defaults filled in; `undefined` counts as not given.
 * @throws TypeError naming the option that is unknown or cannot be.
 */
export const resolveOptions = (given: ChatServerOptions = {}): Settings => {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of present) {
    if (!Object.hasOwn(checks, name)) throw new TypeError(`ChatServer has no option ${JSON.stringify(name)}`);
    const wrong = checks[name as keyof ChatServerOptions](value);
    if (wrong !== undefined) throw new TypeError(`ChatServer option ${name}${wrong}`);
  }
  const settings: Settings = { ...defaults, ...Object.fromEntries(present) };
  if (settings.port + settings.endpoints > LAST_PORT)
    throw new TypeError(`ChatServer option port must leave room below 65536 for the endpoints (${settings.endpoints})`);
  return settings;
};

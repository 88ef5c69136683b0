import { MAX_TIMER_MS } from './max-timer.js';
import { type ChatServerOptions, defaults, type Settings } from './options.js';
import { refusalNames } from './refusals.js';
import { isUsername } from './users.js';

/** Says what is wrong with a value, as the end of a sentence that starts with the option's name. Undefined if it is valid. */
type Check = (value: unknown) => string | undefined;
type Fields = Readonly<Record<string, Check>>;

const mustBe =
  (expected: string, isValid: (value: unknown) => boolean): Check =>
  value =>
    isValid(value) ? undefined : ` must be ${expected}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const integer = (from: number, to = Number.MAX_SAFE_INTEGER): Check =>
  mustBe(
    to === Number.MAX_SAFE_INTEGER ? `an integer of at least ${from}` : `an integer from ${from} to ${to}`,
    value => Number.isSafeInteger(value) && Number(value) >= from && Number(value) <= to,
  );
const oneOf = (...values: readonly string[]): Check =>
  mustBe(`one of ${values.map(known => `'${known}'`).join(', ')}`, value => values.some(known => known === value));
const milliseconds = mustBe(
  'a time in ms, 0 or more',
  value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
);
/** A time that a timer has to hold. A longer timer would fire at once. */
const timerMilliseconds = mustBe(
  `a time in ms from 0 to ${MAX_TIMER_MS}`,
  value => typeof value === 'number' && value >= 0 && value <= MAX_TIMER_MS,
);
const text = mustBe('a string that is not empty', value => typeof value === 'string' && value !== '');
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(entry => typeof entry === 'string');
const strings = mustBe('an array of strings', isStrings);

const isOrigin = (value: unknown): boolean =>
  typeof value === 'string' && (value === '*' || value === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]*$/i.test(value));

const checkEntry = (entry: unknown, fields: Fields, required: string): string | undefined => {
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

/** The index of the first value that repeats an earlier one, ignoring case; -1 if none does. */
const indexOfDuplicate = (values: readonly unknown[]): number => {
  const given = values.map(value => (value === undefined ? undefined : String(value).toLowerCase()));
  return given.findIndex((value, i) => value !== undefined && given.indexOf(value) < i);
};

const listOf =
  (fields: Fields, required: string, unique: readonly string[]): Check =>
  value => {
    if (!Array.isArray(value)) return ' must be an array';
    for (const [i, entry] of value.entries()) {
      const wrong = checkEntry(entry, fields, required);
      if (wrong !== undefined) return `[${i}]${wrong}`;
    }
    for (const field of unique) {
      const i = indexOfDuplicate(value.map(entry => entry[field]));
      if (i >= 0) return `[${i}].${field} is that of another`;
    }
    return undefined;
  };

const user: Fields = {
  id: integer(1),
  username: mustBe(
    'a name of 1 to 40 characters without blanks',
    value => typeof value === 'string' && isUsername(value),
  ),
  roles: strings,
  level: integer(0),
  rank: integer(0),
  avatar: mustBe('a URL or null', value => value === null || typeof value === 'string'),
};
const channel: Fields = {
  id: integer(1),
  slowChat: milliseconds,
  links: oneOf('clickable', 'plain', 'forbidden'),
  minimumRank: integer(0),
  accessKey: text,
  roles: mustBe('arrays of strings by username', value => isObject(value) && Object.values(value).every(isStrings)),
};

const MAX_PORT = 65_535;

const checks: { readonly [Option in keyof Required<ChatServerOptions>]: Check } = {
  endpoints: integer(1, 100),
  host: text,
  port: integer(0, MAX_PORT),
  origins: mustBe(
    "an array of '*' or origins such as 'https://app.example', without a path",
    value => Array.isArray(value) && value.every(isOrigin),
  ),
  users: listOf(user, 'username', ['id', 'username']),
  channels: listOf(channel, 'id', ['id']),
  authkeys: oneOf('single-use', 'reusable'),
  authkeyLifetime: milliseconds,
  era: oneOf('beam', 'mixer'),
  errors: mustBe(
    `an object with keys of ${refusalNames.join(', ')}`,
    value => isObject(value) && Object.keys(value).every(name => refusalNames.some(known => known === name)),
  ),
  history: integer(0, 10_000),
  messageLength: integer(1),
  slowChat: milliseconds,
  callsPerSecond: mustBe('a number of at least 1', value => typeof value === 'number' && value >= 1),
  authAgain: oneOf('allowed', 'refused'),
  userJoin: oneOf('first', 'every'),
  idleTimeout: timerMilliseconds,
  pingInterval: timerMilliseconds,
  maxPayload: integer(1),
  maxBacklog: integer(1),
  giveawayStep: timerMilliseconds,
  random: mustBe('a function', value => typeof value === 'function'),
};

/**
 * Validates the options and fills in the defaults. `undefined` counts as not given.
 * @throws TypeError that names the option, if it is unknown or its value is invalid
 */
export const resolveOptions = (given: ChatServerOptions = {}): Settings => {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of present) {
    if (!Object.hasOwn(checks, name)) throw new TypeError(`ChatServer has no option ${JSON.stringify(name)}`);
    const wrong = checks[name as keyof ChatServerOptions](value);
    if (wrong !== undefined) throw new TypeError(`ChatServer option ${name}${wrong}`);
  }
  const settings: Settings = { ...defaults, ...Object.fromEntries(present) };
  if (settings.port + settings.endpoints > MAX_PORT)
    throw new TypeError(`ChatServer option port must leave room below 65536 for the endpoints (${settings.endpoints})`);
  return settings;
};

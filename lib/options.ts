import type { Observable } from 'rxjs';
import type { AuthSource } from './beam/credentials.js';
import { type Backoff, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './link/backoff.js';
import type { End } from './link/link.js';
import type { NodeSocketOptions, WebSocketConstructor } from './link/web-socket-like.js';
import { kindOf, quote } from './quote.js';
import { MAX_TIMER_MS } from './timers.js';
import type { SpoolOptions } from './traffic/spool.js';

/** The options of a client. All are optional; `undefined` counts as not given. Times are in ms. */
export interface BeamChatOptions {
  /**
   * Credentials `[channelId, userId, authkey]`, sent on each connection; or a function that gives them, asked on each
   * connection with the newest reply of the addresses' function, for servers whose authkeys are single-use.
   * @default none: call `auth()`
   */
  readonly auth?: AuthSource | undefined;
  /** From the dial until the session stands; past it the next address is tried. 0 or Infinity waits for ever. @default 10_000 */
  readonly connectTimeout?: number | undefined;
  /** The longest wait for a reply, from the sending. 0 or Infinity waits for ever. @default 20_000 */
  readonly callTimeout?: number | undefined;
  /** After that long without a frame, a ping is sent. 0 or Infinity sends none. @default 15_000 */
  readonly pingInterval?: number | undefined;
  /** The longest silence after a ping; past it the connection is given up. From 1 up. @default 5_000 */
  readonly pingTimeout?: number | undefined;
  /** The wait before a try: at random below `initial`, doubled with each full lap over the addresses, up to `max`. @default { initial: 500, max: 30_000 } */
  readonly backoff?: Partial<Backoff> | undefined;
  /** A connection that holds that long makes the backoff start again. @default 5_000 */
  readonly stableAfter?: number | undefined;
  /** What calls made while there is no connection wait in. @default { limit: 1000, ttl: Infinity, overflow: 'reject-newest' } */
  readonly spool?: Partial<SpoolOptions> | undefined;
  /** Methods that are safe to send again when their connection drops before the reply. @default ['history'] */
  readonly resend?: readonly string[] | undefined;
  /** Asked after each attempt that ended: connections, dials, and asking for addresses in vain; `false` closes the client. @default always true */
  readonly shouldReconnect?: ((end: End) => boolean) | undefined;
  /**
   * Each value ends a wait at once, and probes an open connection; `'offline'`, or an event of that type, drops it instead.
   * @default in browsers: online, offline, pageshow, and the tab being visible again; in Node: nothing
   */
  readonly wake$?: Observable<unknown> | undefined;
  /** Whether the server says `WelcomeEvent` before anything else. @default true */
  readonly welcome?: boolean | undefined;
  /** Goes into the URL's query as `Client-ID`. @default none */
  readonly clientId?: string | undefined;
  /** Goes into the URL's query as `version`. @default '1.0' */
  readonly protocolVersion?: string | undefined;
  /** More for the URL's query. @default {} */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** The WebSocket sub-protocols to offer. @default none */
  readonly protocols?: string | readonly string[] | undefined;
  /** The class to make sockets with. @default that of `ws` in Node, the native one elsewhere */
  readonly WebSocketCtor?: WebSocketConstructor | undefined;
  /** For `ws`, in Node only: headers, agent, TLS, `maxPayload`. @default { maxPayload: 1_048_576 } */
  readonly ws?: NodeSocketOptions | undefined;
  /** Chance, in [0, 1): picks the first address and spreads the waits. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** The options as they are used: checked, and with nothing left out but what has no default. */
export type ResolvedOptions = Settled<Omit<BeamChatOptions, Absent | 'backoff' | 'spool'>> &
  Pick<BeamChatOptions, Absent> & { readonly backoff: Backoff; readonly spool: SpoolOptions };
/** Those that every client has, whatever its protocol. */
export type ResolvedClientOptions = Omit<
  ResolvedOptions,
  'auth' | 'welcome' | 'clientId' | 'protocolVersion' | 'query'
>;
type Settled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
type Absent = 'auth' | 'wake$' | 'clientId' | 'protocols' | 'WebSocketCtor';

/** The one table of defaults. */
export const defaults = {
  connectTimeout: 10_000,
  callTimeout: 20_000,
  pingInterval: 15_000,
  pingTimeout: 5_000,
  backoff: DEFAULT_BACKOFF,
  stableAfter: 5_000,
  spool: { limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' },
  resend: ['history'],
  shouldReconnect: () => true,
  welcome: true,
  protocolVersion: '1.0',
  query: {},
  ws: { maxPayload: 1_048_576 },
  random: DEFAULT_RANDOM,
} as const satisfies Omit<ResolvedOptions, Absent>;

/** What a value must be, and the words for it. */
interface Rule {
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
}

/** Options whose value may hold a key, and is never shown. */
const SECRET: ReadonlySet<string> = new Set<keyof BeamChatOptions>(['auth', 'query', 'ws']);

const number = (least: number, forEver: boolean): Rule => ({
  must: `a number of ms from ${least} to ${MAX_TIMER_MS}${forEver ? ', or Infinity' : ''}`,
  holds: value =>
    typeof value === 'number' &&
    value >= least &&
    (value <= MAX_TIMER_MS || (forEver && value === Number.POSITIVE_INFINITY)),
});
const rule = (must: string, holds: Rule['holds']): Rule => ({ must, holds });
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const areCredentials = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(each => each === undefined || each === null || /^(number|string)$/.test(typeof each));
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const rules: Readonly<Record<keyof BeamChatOptions, Rule>> = {
  auth: rule(
    'an array [channelId, userId, authkey] or a function that gives one',
    value => isFunction(value) || areCredentials(value),
  ),
  connectTimeout: number(0, true),
  callTimeout: number(0, true),
  pingInterval: number(0, true),
  pingTimeout: number(1, false),
  backoff: rule('an object {initial, max}', isPlain),
  stableAfter: number(0, true),
  spool: rule('an object {limit, ttl, overflow}', isPlain),
  resend: rule('an array of method names', areTexts),
  shouldReconnect: rule('a function', isFunction),
  wake$: rule('an Observable', value => isPlain(value) && isFunction((value as { subscribe?: unknown }).subscribe)),
  welcome: rule('true or false', value => typeof value === 'boolean'),
  clientId: rule('a string', isText),
  protocolVersion: rule('a string', isText),
  query: rule('an object of strings', value => isPlain(value) && Object.values(value).every(isText)),
  protocols: rule('a string or an array of strings', value => isText(value) || areTexts(value)),
  WebSocketCtor: rule('a WebSocket class', isFunction),
  ws: rule('an object of options for ws', isPlain),
  random: rule('a function', isFunction),
};

const backoffRules: Readonly<Record<keyof Backoff, Rule>> = { initial: number(0, false), max: number(0, true) };

const spoolRules: Readonly<Record<keyof SpoolOptions, Rule>> = {
  limit: rule('a whole number from 0 up, or Infinity', value =>
    Number.isInteger(value) ? (value as number) >= 0 : value === Number.POSITIVE_INFINITY,
  ),
  ttl: number(1, true),
  overflow: rule("'reject-newest' or 'drop-oldest'", value => value === 'reject-newest' || value === 'drop-oldest'),
};

/**
 * What was given, over the defaults.
 *
 * @throws TypeError that names the option which is unknown or impossible
 */
export const resolveOptions = (given: BeamChatOptions): ResolvedOptions => {
  if (!isPlain(given)) throw new TypeError(`the options must be an object, not ${quote(given)}`);
  const checked = check('', given, rules);
  return {
    ...defaults,
    ...checked,
    backoff: { ...defaults.backoff, ...check('backoff.', checked.backoff, backoffRules) },
    spool: { ...defaults.spool, ...check('spool.', checked.spool, spoolRules) },
    ws: { ...defaults.ws, ...withoutGaps(checked.ws ?? {}) },
  };
};

/** The options that were given, each of them good. */
const check = <T extends object>(
  path: string,
  given: T | undefined,
  rulesByName: Readonly<Record<string, Rule>>,
): Given<T> => {
  const filled = withoutGaps(given ?? ({} as T));
  for (const [name, value] of Object.entries(filled)) {
    const rule = Object.hasOwn(rulesByName, name) ? rulesByName[name] : undefined;
    if (rule === undefined) {
      throw new TypeError(`there is no option ${quote(path + name)}: there are ${Object.keys(rulesByName).join(', ')}`);
    }
    if (!rule.holds(value)) {
      const shown = SECRET.has(name) ? kindOf(value) : quote(value);
      throw new TypeError(`the option ${path}${name} must be ${rule.must}, not ${shown}`);
    }
  }
  return filled;
};

/** `undefined` counts as not given. */
const withoutGaps = <T extends object>(given: T): Given<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T>;

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

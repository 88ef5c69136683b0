import type { Observable } from 'rxjs';
import type { AuthSource } from './beam/credentials.js';
import {
  backoffRules,
  headerNameRule,
  headerRule,
  isObject,
  type Rule,
  rules,
  spoolRules,
  wsRules,
} from './client/option-rules.js';
import { type Backoff, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './link/backoff.js';
import type { End } from './link/link.js';
import type { Eventually } from './link/user-functions.js';
import type { NodeSocketOptions, WebSocketConstructor } from './link/web-socket-like.js';
import { kindOf, quote } from './text/quote.js';
import type { SpoolOptions } from './traffic/spool.js';

/** The options of a client. All are optional; `undefined` counts as not given. Times are in ms. */
export interface BeamChatOptions {
  /**
   * Credentials `[channelId, userId, authkey]`, sent on each connection; or a function that returns them, called on each
   * connection with the newest reply of the addresses' function, for servers whose authkeys are single-use.
   * @default none: call `auth()`
   */
  readonly auth?: AuthSource | undefined;
  /** How long a dial may take to establish a session; after that the client tries the next address. 0 or Infinity waits for ever. @default 10_000 */
  readonly connectTimeout?: number | undefined;
  /** How long a call waits for its reply, counted from the sending. 0 or Infinity waits for ever. @default 20_000 */
  readonly callTimeout?: number | undefined;
  /** The client sends a ping after that long without a frame. 0 or Infinity sends none. @default 15_000 */
  readonly pingInterval?: number | undefined;
  /** How long the server may stay silent after a ping before the client drops the connection. At least 1. @default 5_000 */
  readonly pingTimeout?: number | undefined;
  /** The wait before an attempt: random, below a cap of `initial`, which doubles with each failed lap over the addresses, up to `max`. @default { initial: 500, max: 30_000 } */
  readonly backoff?: Partial<Backoff> | undefined;
  /** The backoff starts again after a connection has lasted that long. @default 5_000 */
  readonly stableAfter?: number | undefined;
  /** The limits of the spool, in which calls wait while the client is not connected. @default { limit: 1000, ttl: Infinity, overflow: 'reject-newest' } */
  readonly spool?: Partial<SpoolOptions> | undefined;
  /** Methods whose calls are safe to send again if the connection drops before the reply. @default ['history'] */
  readonly resend?: readonly string[] | undefined;
  /**
   * Called after each end: of a connection, of a dial, and of a request for addresses that failed. `false` closes the
   * client; the answer may be a Promise or an Observable. @default always true
   */
  readonly shouldReconnect?: ((end: End) => Eventually<boolean>) | undefined;
  /**
   * Each value ends a wait at once, or probes an open connection. `'offline'`, or an event of that type, drops the
   * connection instead.
   * @default in browsers: online, offline, pageshow, and the tab being visible again; in Node: nothing
   */
  readonly wake$?: Observable<unknown> | undefined;
  /** Whether the server sends a `WelcomeEvent` before anything else. @default true */
  readonly welcome?: boolean | undefined;
  /** Sent in the URL's query as `Client-ID`. @default none */
  readonly clientId?: string | undefined;
  /** Sent in the URL's query as `version`. @default '1.0' */
  readonly protocolVersion?: string | undefined;
  /** More parameters of the URL's query. @default {} */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** The WebSocket sub-protocols to offer. @default none */
  readonly protocols?: string | readonly string[] | undefined;
  /** The class of the sockets. @default that of `ws` in Node, the native one elsewhere */
  readonly WebSocketCtor?: WebSocketConstructor | undefined;
  /** For `ws`, in Node only: headers, agent, TLS, `maxPayload`. @default { maxPayload: 1_048_576 } */
  readonly ws?: NodeSocketOptions | undefined;
  /** Returns a number in [0, 1), which picks the first address and spreads the waits. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** The options after the check. Only those without a default may be missing. */
export type ResolvedOptions = Settled<Omit<BeamChatOptions, Absent | 'backoff' | 'spool'>> &
  Pick<BeamChatOptions, Absent> & { readonly backoff: Backoff; readonly spool: SpoolOptions };
/** The options of every client, whatever its protocol. */
export type ResolvedClientOptions = Omit<
  ResolvedOptions,
  'auth' | 'welcome' | 'clientId' | 'protocolVersion' | 'query'
>;
type Settled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
type Absent = 'auth' | 'wake$' | 'clientId' | 'protocols' | 'WebSocketCtor';

/** The one table of defaults. Frozen, because all clients share it. */
export const defaults = Object.freeze({
  connectTimeout: 10_000,
  callTimeout: 20_000,
  pingInterval: 15_000,
  pingTimeout: 5_000,
  backoff: DEFAULT_BACKOFF,
  stableAfter: 5_000,
  spool: Object.freeze({ limit: 1000, ttl: Number.POSITIVE_INFINITY, overflow: 'reject-newest' }),
  resend: Object.freeze(['history']),
  shouldReconnect: () => true,
  welcome: true,
  protocolVersion: '1.0',
  query: Object.freeze({}),
  ws: Object.freeze({ maxPayload: 1_048_576 }),
  random: DEFAULT_RANDOM,
} as const satisfies Omit<ResolvedOptions, Absent>);

/** Options whose value may contain a key, so that errors never show it. */
const SECRET: ReadonlySet<string> = new Set<keyof BeamChatOptions>(['auth', 'query', 'ws']);

/**
 * The given options with the defaults: a frozen copy, so that later changes to the given objects have no effect on the
 * client.
 *
 * @throws TypeError that names the option that is unknown or invalid
 */
export const resolveOptions = (given: BeamChatOptions): ResolvedOptions => {
  if (!isObject(given)) throw new TypeError(`the options must be an object, not ${quote(given)}`);
  const { auth, protocols, ...checked } = check('', given, rules);
  return Object.freeze({
    ...defaults,
    ...checked,
    ...(auth === undefined ? {} : { auth: copyOf(auth) }),
    ...(protocols === undefined ? {} : { protocols: copyOf(protocols) }),
    backoff: Object.freeze({ ...defaults.backoff, ...check('backoff.', checked.backoff, backoffRules) }),
    spool: Object.freeze({ ...defaults.spool, ...check('spool.', checked.spool, spoolRules) }),
    resend: copyOf(checked.resend ?? defaults.resend),
    query: Object.freeze({ ...(checked.query ?? defaults.query) }),
    ws: Object.freeze({ ...defaults.ws, ...resolveWs(checked.ws) }),
  });
};

/** Copies an array; returns a string or a function as it is. */
const copyOf = <T>(value: T): T => (Array.isArray(value) ? (Object.freeze([...value]) as T) : value);

/** Other options, such as an agent or a certificate, are passed to `ws` as they are. */
const resolveWs = (given: NodeSocketOptions | undefined): NodeSocketOptions => {
  const { headers, ...others } = check('ws.', given, wsRules, 'others too');
  return headers === undefined ? others : { ...others, headers: resolveHeaders(headers) };
};

const resolveHeaders = (given: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const headers = withoutGaps(given) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (!headerNameRule.holds(name)) {
      throw new TypeError(`a name in the option ws.headers must be ${headerNameRule.must}, not ${quote(name)}`);
    }
    if (!headerRule.holds(value)) {
      throw new TypeError(`the option ws.headers[${quote(name)}] must be ${headerRule.must}, not ${kindOf(value)}`);
    }
  }
  return Object.freeze(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, copyOf(value)])));
};

/** The given options. Throws if one of them is invalid. */
const check = <T extends object>(
  path: string,
  given: T | undefined,
  rulesByName: Readonly<Record<string, Rule>>,
  names: 'these only' | 'others too' = 'these only',
): Given<T> => {
  const filled = withoutGaps(given ?? ({} as T));
  for (const [name, value] of Object.entries(filled)) {
    const rule = Object.hasOwn(rulesByName, name) ? rulesByName[name] : undefined;
    if (rule === undefined && names === 'these only') {
      throw new TypeError(`there is no option ${quote(path + name)}: there are ${Object.keys(rulesByName).join(', ')}`);
    }
    if (rule !== undefined && !rule.holds(value)) {
      const isSecret = SECRET.has(name) || path === 'ws.';
      throw new TypeError(
        `the option ${path}${name} must be ${rule.must}, not ${isSecret ? kindOf(value) : quote(value)}`,
      );
    }
  }
  return filled;
};

/** `undefined` counts as not given. */
const withoutGaps = <T extends object>(given: T): Given<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T>;

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

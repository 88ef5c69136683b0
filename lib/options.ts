import type { Observable } from 'rxjs';
import { resolveSocketOptions } from '#platform';
import { backoffRules, spoolRules } from './client/option-rules.js';
import { type Backoff, DEFAULT_BACKOFF, DEFAULT_RANDOM } from './link/backoff.js';
import type { End } from './link/link.js';
import type { Eventually } from './link/user-functions.js';
import type { NodeSocketOptions, WebSocketConstructor } from './link/web-socket-like.js';
import { check, copyOf, type Given } from './text/check.js';
import type { Pace } from './traffic/pace.js';
import type { SpoolOptions } from './traffic/spool.js';

/** The options of every client, whatever its protocol. All are optional; `undefined` counts as not given. Times are in ms. */
export interface ClientOptions {
  /** How long a dial may take to establish a session; after that the client tries the next address. 0 or Infinity waits for ever. @default 10_000 */
  readonly connectTimeout?: number | undefined;
  /**
   * If a dial is not welcomed within this time (±20 %), the client also dials the next address, and uses the socket that is
   * welcomed first. At least 1; Infinity dials one address at a time. @default Infinity
   */
  readonly hedge?: number | undefined;
  /** How long a call waits for its reply, counted from the sending. 0 or Infinity waits for ever. @default 20_000 */
  readonly callTimeout?: number | undefined;
  /** If no frame arrives for this long, the client sends a ping. With 0 or Infinity, it sends none. @default 15_000 */
  readonly pingInterval?: number | undefined;
  /** How long the server may stay silent after a ping before the client drops the connection. At least 1. @default 5_000 */
  readonly pingTimeout?: number | undefined;
  /** The wait before an attempt: random, below a cap of `initial`, which doubles with each failed lap over the addresses, up to `max`. @default { initial: 500, max: 30_000 } */
  readonly backoff?: Partial<Backoff> | undefined;
  /** Once a connection has lasted this long, the backoff starts again. @default 5_000 */
  readonly stableAfter?: number | undefined;
  /** The limits of the spool, in which calls wait while the client is not connected. @default { limit: 1000, ttl: Infinity, overflow: 'reject-newest' } */
  readonly spool?: Partial<SpoolOptions> | undefined;
  /** Methods whose calls the client sends again if the connection drops before the reply. @default [] */
  readonly resend?: readonly string[] | undefined;
  /** Limits how fast the client sends calls: `inWindow()`, `onRefusal()`, or an array of both. Calls that it holds back wait in the spool. @default none: as fast as they are made */
  readonly pace?: Pace | readonly Pace[] | undefined;
  /** The most calls in flight; further calls wait in the spool. @default Infinity */
  readonly concurrency?: number | undefined;
  /** While the socket buffers more bytes than this, calls wait in the spool, except calls with `force`. @default Infinity */
  readonly highWater?: number | undefined;
  /**
   * Called after each connection ends, each dial fails (with `hedge`, both), and each request for addresses fails. `false`
   * closes the client. It may return a Promise or an Observable. @default always true
   */
  readonly shouldReconnect?: ((end: End) => Eventually<boolean>) | undefined;
  /**
   * Each value ends a wait at once, or makes the client ping an open connection. `'offline'`, or an event of that type, drops
   * the connection instead.
   * @default in browsers: `merge(fromBrowserWake(), fromClockJump({ beyond: 90_000 }))`; in Node: `fromClockJump()`
   */
  readonly wake$?: Observable<unknown> | undefined;
  /** The WebSocket sub-protocols to offer. @default none */
  readonly protocols?: string | readonly string[] | undefined;
  /** The WebSocket class to use. @default `ws` in Node, the native one elsewhere */
  readonly WebSocketCtor?: WebSocketConstructor | undefined;
  /** Options for `ws`, in Node only: headers, agent, TLS, `maxPayload`. @default { maxPayload: 1_048_576 } */
  readonly ws?: NodeSocketOptions | undefined;
  /** Returns a number in [0, 1) that chooses the first address and the waits. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** The options after the check. Only those without a default may be missing. */
export type ResolvedClientOptions = Settled<Omit<ClientOptions, Absent | 'backoff' | 'spool'>> &
  Pick<ClientOptions, Absent> & { readonly backoff: Backoff; readonly spool: SpoolOptions; readonly always?: boolean };
export type Settled<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
/** Those whose default is that there is none. */
type Absent = 'wake$' | 'protocols' | 'WebSocketCtor' | 'pace' | 'concurrency' | 'highWater';

/**
 * The defaults of every client. Frozen, because all clients share them. `Infinity` and not `Number.POSITIVE_INFINITY`:
 * esbuild takes that for a getter with a side effect, and keeps a table that has it.
 */
export const clientDefaults = /* @__PURE__ */ Object.freeze({
  connectTimeout: 10_000,
  hedge: Infinity,
  callTimeout: 20_000,
  pingInterval: 15_000,
  pingTimeout: 5_000,
  backoff: DEFAULT_BACKOFF,
  stableAfter: 5_000,
  spool: /* @__PURE__ */ Object.freeze({ limit: 1000, ttl: Infinity, overflow: 'reject-newest' }),
  resend: /* @__PURE__ */ Object.freeze([]) as readonly string[],
  shouldReconnect: () => true,
  ws: /* @__PURE__ */ Object.freeze({ maxPayload: 1_048_576 }),
  random: DEFAULT_RANDOM,
} as const satisfies Omit<ResolvedClientOptions, Absent>);

/**
 * Checked options over the defaults: frozen copies, so that nothing that happens to the given objects later changes a client.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const resolveClientOptions = (
  { protocols, pace, ...given }: Given<ClientOptions>,
  defaults: Omit<ResolvedClientOptions, Absent>,
): ResolvedClientOptions => ({
  ...defaults,
  ...given,
  ...(protocols === undefined ? {} : { protocols: copyOf(protocols) }),
  ...(pace === undefined ? {} : { pace: copyOf(pace) }),
  backoff: over(defaults.backoff, given.backoff && check(given.backoff, backoffRules, { path: 'backoff.' })),
  spool: over(defaults.spool, given.spool && check(given.spool, spoolRules, { path: 'spool.' })),
  resend: given.resend === undefined ? defaults.resend : copyOf(given.resend),
  ws: over(defaults.ws, given.ws && resolveSocketOptions(given.ws)),
});

/** Of a client that was given nothing, the defaults themselves: a process may have thousands of clients. */
const over = <T extends object>(defaults: T, given: Partial<T> | undefined): T =>
  given === undefined ? defaults : Object.freeze({ ...defaults, ...given });

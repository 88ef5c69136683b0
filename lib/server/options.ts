import type { AuthkeyUse } from './authkeys.js';
import type { ChannelSetting } from './channel.js';
import type { Era, RefusalName } from './refusals.js';
import type { UserSetting } from './users.js';

/** The options of a {@link ChatServer}. All are optional. Times are in milliseconds. */
export interface ChatServerOptions {
  /** How many WebSocket endpoints to open. All serve the same channels. @default 1 */
  endpoints?: number;
  /** The address to listen on. @default '127.0.0.1' */
  host?: string;
  /** Port of the REST side. The endpoints take the ports after it. 0: free ports. @default 0 */
  port?: number;
  /**
   * Web origins whose pages may use the server, besides those of this machine, such as 'https://app.example'. `'*'` allows
   * every page to join as any user.
   * @default [] */
  origins?: readonly string[];
  /** The only users. Without a list any name may join, and `ada` (7, Owner) and `bob` (8, User) exist. */
  users?: readonly UserSetting[];
  /** The only channels, with their rules. Without a list every positive integer is a channel. */
  channels?: readonly ChannelSetting[];
  /** `reusable` authkeys can be used any number of times and do not expire. @default 'single-use' */
  authkeys?: AuthkeyUse;
  /** How long a single-use authkey is valid. @default 300_000 */
  authkeyLifetime?: number;
  /** Form of errors: `beam` sends strings, `mixer` sends `{code, message}` if a code is known. @default 'mixer' */
  era?: Era;
  /** Errors to send instead of the usual ones, by reason, each as given. @default {} */
  errors?: Partial<Record<RefusalName, unknown>>;
  /** Messages kept per channel. One call of `history` returns 100 at most. @default 100 */
  history?: number;
  /** Longest message, in UTF-16 code units. @default 360 */
  messageLength?: number;
  /** Shortest gap between two messages of one user without `bypass_slowchat`. The service had 500. @default 0 */
  slowChat?: number;
  /** Calls per second of one connection. Further calls are refused with 4005. @default Infinity */
  callsPerSecond?: number;
  /** Whether a socket may call `auth` again after a refusal. @default 'allowed' */
  authAgain?: 'allowed' | 'refused';
  /** Whether `UserJoin` is sent for a user's first connection only, or for every one. @default 'first' */
  userJoin?: 'first' | 'every';
  /** A socket that sends nothing for this long is closed with 1001. 0: never. @default 0 */
  idleTimeout?: number;
  /** How often the server sends a WebSocket ping. 0: never. @default 0 */
  pingInterval?: number;
  /** Largest frame, in bytes. A larger one closes the socket with 1009. @default 1_048_576 */
  maxPayload?: number;
  /** Bytes buffered for a client that does not read. Beyond them it is cut off. @default 16_777_216 */
  maxBacklog?: number;
  /** Time between the messages of a giveaway's countdown. @default 1000 */
  giveawayStep?: number;
  /** Random numbers in [0, 1), for ports, message ids and giveaways. Never for authkeys. @default Math.random */
  random?: () => number;
}

/** The options with their defaults filled in. */
export type Settings = Required<Omit<ChatServerOptions, 'users' | 'channels'>> &
  Pick<ChatServerOptions, 'users' | 'channels'>;

export const defaults: Settings = {
  endpoints: 1,
  host: '127.0.0.1',
  port: 0,
  origins: [],
  authkeys: 'single-use',
  authkeyLifetime: 300_000,
  era: 'mixer',
  errors: {},
  history: 100,
  messageLength: 360,
  slowChat: 0,
  callsPerSecond: Number.POSITIVE_INFINITY,
  authAgain: 'allowed',
  userJoin: 'first',
  idleTimeout: 0,
  pingInterval: 0,
  maxPayload: 1_048_576,
  maxBacklog: 16_777_216,
  giveawayStep: 1000,
  random: Math.random,
};

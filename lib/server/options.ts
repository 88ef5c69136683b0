import type { AuthkeyUse } from './authkeys.js';
import type { ChannelSetting } from './channel.js';
import type { Era, RefusalName } from './refusals.js';
import type { UserSetting } from './users.js';

/** How to run a {@link ChatServer}. Times are milliseconds. */
export interface ChatServerOptions {
  /** How many chat endpoints to open, all onto the same channels. @default 1 */
  endpoints?: number;
  /** Where to listen. @default '127.0.0.1' */
  host?: string;
  /** Port of the HTTP side; the endpoints take the ones after it. 0: free ports. @default 0 */
  port?: number;
  /** The only users there are. Without a list any name may join; `ada` (7, Owner) and `bob` (8, User) are known. */
  users?: readonly UserSetting[];
  /** The only channels there are, with rules of their own. Without a list every number is a channel. */
  channels?: readonly ChannelSetting[];
  /** `reusable` keys serve any number of times and do not expire. @default 'single-use' */
  authkeys?: AuthkeyUse;
  /** How long a single-use authkey waits to be used. @default 300_000 */
  authkeyLifetime?: number;
  /** Whose errors to imitate: strings, or `{code, message}` where a code is known. @default 'mixer' */
  era?: Era;
  /** Errors to answer instead, by reason, each sent as given. @default {} */
  errors?: Partial<Record<RefusalName, unknown>>;
  /** Messages kept per channel. One call of `history` gets 100 at most. @default 100 */
  history?: number;
  /** Longest message, in UTF-16 units. @default 360 */
  messageLength?: number;
  /** Shortest gap between two messages of one user without `bypass_slowchat`. The service had 500. @default 0 */
  slowChat?: number;
  /** Calls that one connection may make in any second of its life; those beyond are refused. @default Infinity */
  callsPerSecond?: number;
  /** Whether `auth` may be tried again on a socket where it was refused. @default 'allowed' */
  authAgain?: 'allowed' | 'refused';
  /** Which of a user's connections `UserJoin` tells of. @default 'first' */
  userJoin?: 'first' | 'every';
  /** A socket silent for so long is closed with 1001. 0: never. @default 0 */
  idleTimeout?: number;
  /** How often the server sends a WebSocket ping. 0: never. @default 0 */
  pingInterval?: number;
  /** Largest frame, in bytes; a larger one closes the socket with 1009. @default 1_048_576 */
  maxPayload?: number;
  /** Bytes that may wait for a client that does not read; beyond them it is cut off. @default 16_777_216 */
  maxBacklog?: number;
  /** Time between the lines of a giveaway's countdown. @default 1000 */
  giveawayStep?: number;
  /** Chance, in [0, 1): ports, message ids, winners. Authkeys always come from the system. @default Math.random */
  random?: () => number;
}

/** Options without gaps. */
export type Settings = Required<Omit<ChatServerOptions, 'users' | 'channels'>> &
  Pick<ChatServerOptions, 'users' | 'channels'>;

export const defaults: Settings = {
  endpoints: 1,
  host: '127.0.0.1',
  port: 0,
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

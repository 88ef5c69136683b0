import { isObservable, NEVER } from 'rxjs';
import type { AnyMethods, ChatMethods, Protocol } from '../index.js';
import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { flag, isFunction, isObject, isRecord, rule } from '../text/rule.js';
import { beamWire } from './beam-wire.js';
import type { Items } from './items.js';
import { BEAM_REPLIES, type Replies, withDefaults } from './replies.js';
import { isAction, type ServerAction } from './server-action.js';
import type { ServerRules } from './server-rules.js';
import { type ServerWire, serverWireOf } from './server-wire.js';

export interface ScriptedSocketOptions<Methods = ChatMethods> {
  /** The replies to calls, by method. All servers use them; they never answer a call of a method without a reply. @default those of `auth`, `optOutEvents` and `ping` */
  readonly replies?: Replies<Methods> | undefined;
  /** More letters for the diagrams, with their actions. @default none */
  readonly values?: Readonly<Record<string, ServerAction>> | undefined;
  /** Whether the sockets have pings of the WebSocket protocol, as those of Node do. A server that is not silent answers them. @default false */
  readonly pings?: boolean | undefined;
}

/** The same for servers of any protocol. */
export interface ProtocolSocketOptions<Methods = AnyMethods, Subscriptions = AnyMethods> {
  /** What the servers speak: the protocol of the client. */
  readonly protocol: Protocol;
  /** How the servers of the protocol speak. @default JSON-RPC, which protocols of `jsonRpc()` need not say */
  readonly server?: Partial<ServerWire> | undefined;
  /** The replies to calls, by method. All servers use them; they never answer a call of a method without a reply. @default those of the heartbeat, and of what cancels a subscription */
  readonly replies?: Replies<Methods> | undefined;
  /**
   * The items of subscriptions, by method, for each request. If the function throws, the request is refused; if the Observable
   * errors, the subscription is ended by the server. The reply to the request is one of `replies`, or a new key.
   * @default none but the `item` of `values`
   */
  readonly subscriptions?: Items<Subscriptions> | undefined;
  /** More letters for the diagrams, with their actions. @default none */
  readonly values?: Readonly<Record<string, ServerAction>> | undefined;
  /** Whether the sockets have pings of the WebSocket protocol, as those of Node do. A server that is not silent answers them. @default false */
  readonly pings?: boolean | undefined;
}

/** The options of either. */
export type AnyOptions = ScriptedSocketOptions<object> & Partial<ProtocolSocketOptions<object, object>>;

const byMethod = rule(
  'an object of functions and Observables by method',
  value => isRecord(value) && Object.values(value).every(each => each === undefined || isScript(each)),
);
const isScript = (value: unknown): boolean => isFunction(value) || isObservable(value);
/** The wire says what is wrong with a protocol. */
const protocolRule = rule('a protocol', () => true);
const action = rule('an action, such as frame(text)', isAction);

const rules = {
  protocol: protocolRule,
  replies: byMethod,
  values: rule('an object of actions by letter', isRecord),
  pings: flag,
};
const ofProtocols = { server: rule('an object of functions', isObject), subscriptions: byMethod };

/**
 * The options as given, each of them good.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export const checkOptions = (given: AnyOptions = {}): AnyOptions => {
  if (!isObject(given)) throw new TypeError(`the options of ScriptedSocket must be an object, not ${quote(given)}`);
  const options: AnyOptions =
    given.protocol === undefined
      ? check(given, rules, { of: ' of a ScriptedSocket without a protocol' })
      : check(given, { ...rules, ...ofProtocols }, { of: ' of ScriptedSocket' });
  const { values } = options;
  if (values === undefined) return options;
  const letters = Object.fromEntries(Object.keys(values).map(letter => [letter, action]));
  const checked = check(values, letters, { path: 'values.', of: ' of ScriptedSocket' });
  return { ...options, values: checked as Readonly<Record<string, ServerAction>> };
};

/** What the servers speak and reply: a copy of the script. */
export const rulesOf = ({
  protocol,
  server,
  replies = {},
  subscriptions = {},
  values = {},
}: AnyOptions): ServerRules => {
  if (protocol === undefined) {
    return { wire: beamWire, protocol, replies: withDefaults({ ...replies }, BEAM_REPLIES), subscriptions: {} };
  }
  const wire = serverWireOf(protocol, server);
  const heartbeat = protocol.heartbeat?.method;
  const ofLetters = Object.values(values).flatMap(action =>
    action.type === 'item' || action.type === 'end' ? [[action.method, NEVER]] : [],
  );
  return {
    wire,
    protocol,
    replies: withDefaults({ ...replies }, heartbeat === undefined ? {} : { [heartbeat]: () => null }),
    subscriptions: { ...Object.fromEntries(ofLetters), ...subscriptions },
  };
};

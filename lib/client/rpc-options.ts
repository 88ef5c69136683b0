import { type ClientOptions, clientDefaults, type ResolvedClientOptions, resolveClientOptions } from '../options.js';
import { checkProtocol } from '../protocol/check-protocol.js';
import type { Protocol } from '../protocol/protocol.js';
import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import { isObject, rule } from '../text/rule.js';
import { clientRules } from './option-rules.js';

/** The options of an `RpcClient`. `undefined` counts as not given. Times are in ms. */
export interface RpcClientOptions extends ClientOptions {
  /** The protocol of the servers, such as `jsonRpc()` of `rx-beam/json-rpc` (docs/protocols.md). */
  readonly protocol: Protocol;
}

export interface ResolvedRpcOptions extends ResolvedClientOptions {
  readonly protocol: Protocol;
  /** Whether its heartbeat is due whatever comes. */
  readonly always: boolean;
}

const rpcRules = { protocol: rule('a protocol', isObject) };

/**
 * What was given, over the defaults: a frozen copy.
 *
 * @throws TypeError that names the missing, unknown or invalid option
 */
export const resolveRpcOptions = (given: RpcClientOptions): ResolvedRpcOptions => {
  if (!isObject(given)) throw new TypeError(`the options must be an object with a protocol, not ${quote(given)}`);
  checkProtocol(given.protocol);
  const checked = check(given, { ...clientRules, ...rpcRules }, { secrets: SECRET });
  const always = given.protocol.heartbeat?.when === 'always';
  return Object.freeze({ ...resolveClientOptions(checked, clientDefaults), protocol: given.protocol, always });
};

/** Options whose value may hold a key, and is never shown. */
const SECRET: ReadonlySet<string> = new Set(['ws']);

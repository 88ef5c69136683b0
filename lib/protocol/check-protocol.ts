import { check } from '../text/check.js';
import { quote } from '../text/quote.js';
import {
  callable,
  flag,
  isObject,
  isRecord,
  isWhole,
  oneOf,
  type Rule,
  rule,
  subProtocols,
  text,
} from '../text/rule.js';
import type { Heartbeat, Protocol, ProtocolRules, Wire } from './protocol.js';

/** The rules of what reads and writes frames. */
const wireRules: Readonly<Record<keyof Wire, Rule>> = {
  binary: flag,
  frame: callable,
  read: callable,
  notification: callable,
  cancel: callable,
  result: callable,
  failure: callable,
};

/** A call or a frame, and not both. */
const isHeartbeat = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { method, frame } = value as Heartbeat;
  return (method === undefined) !== (frame === undefined);
};

/** The rules of the other members. */
export const protocolRules: Readonly<Record<keyof ProtocolRules | 'wire', Rule>> = {
  name: text,
  body: callable,
  wire: callable,
  protocols: subProtocols,
  url: callable,
  firstId: rule('a whole number from 0 up', isWhole),
  ids: oneOf('made', 'sent', 'connection'),
  setUp: callable,
  welcome: callable,
  subscriptions: rule('an object {key, cancel}', isObject),
  refusal: callable,
  fatalCloseCodes: rule('an array of close codes', value => Array.isArray(value) && value.every(isWhole)),
  secrets: callable,
  heartbeat: rule('an object {method, args, when} or {frame, when}', isHeartbeat),
};

const heartbeatRules: Readonly<Record<keyof Heartbeat, Rule>> = {
  method: text,
  frame: rule('a string or a Uint8Array', value => typeof value === 'string' || ArrayBuffer.isView(value)),
  args: rule('an array or an object', value => Array.isArray(value) || isRecord(value)),
  when: oneOf('idle', 'always'),
};

/**
 * Checks a protocol that a user gives.
 *
 * @throws TypeError that names the member which is missing or impossible
 */
export const checkProtocol = (protocol: unknown): void => {
  if (!isObject(protocol)) {
    const must = 'a protocol, such as jsonRpc() of rx-beam/json-rpc';
    throw new TypeError(`the option protocol must be ${must}, not ${quote(protocol)}`);
  }
  const given = protocol as Partial<Protocol & { wire(): Wire }>;
  mustHave(given, ['body'], 'protocol.');
  check(given, { ...wireRules, ...protocolRules }, { path: 'protocol.', allowsOthers: true });
  check(given.subscriptions, { key: callable, cancel: callable }, { path: 'protocol.subscriptions.' });
  check(given.heartbeat, heartbeatRules, { path: 'protocol.heartbeat.' });
  if (given.wire === undefined) return mustHave(given, ['frame', 'read'], 'protocol.');
  let wire: Wire;
  try {
    wire = given.wire();
  } catch {
    // It may succeed later: then it is the error of that connection.
    return;
  }
  if (!isObject(wire)) throw new TypeError(`protocol.wire() must give an object, not ${quote(wire)}`);
  mustHave(wire, ['frame', 'read'], 'protocol.wire().');
  check(wire, wireRules, { path: 'protocol.wire().', allowsOthers: true });
};

const mustHave = (given: object, names: readonly string[], path: string): void => {
  for (const name of names) {
    const value: unknown = (given as Record<string, unknown>)[name];
    if (typeof value !== 'function') throw new TypeError(`${path}${name} must be a function, not ${quote(value)}`);
  }
};

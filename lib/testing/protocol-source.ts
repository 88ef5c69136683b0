import type { Protocol } from '../index.js';
import { cdp, ethereum, type JsonRpcOptions, jsonRpc, rpcWebsockets } from '../json-rpc/index.js';
import { heardIn } from './heard.js';

/** The source of a protocol, and what it imports from `rx-beam/json-rpc`. */
export interface ProtocolSource {
  readonly source: string;
  readonly imports: readonly string[];
}

const DIALECTS: Readonly<Record<string, JsonRpcOptions>> = { '': {}, ethereum, cdp, rpcWebsockets };

/** Undefined for a user's protocol: the source of its functions would not work elsewhere. */
export const protocolSource = (protocol: Protocol, received: readonly string[]): ProtocolSource | undefined => {
  const name = Object.keys(DIALECTS).find(each => isSame(jsonRpc(DIALECTS[each]), protocol, received));
  if (name === undefined) return undefined;
  return { source: `jsonRpc(${name})`, imports: [...(name === '' ? [] : [name]), 'jsonRpc'] };
};

/** Functions that each call of `jsonRpc()` creates anew, so that they must be compared by what they do. */
const MADE = ['body', 'frame', 'notification', 'cancel', 'result', 'failure', 'read'];

/** Whether two protocols have the same rules, write calls in the same way, and parse all received frames in the same way. */
const isSame = (one: Protocol, other: Protocol, received: readonly string[]): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const hasSameRules = [...names].every(name => {
    const [rule, otherRule] = [one, other].map(each => (each as unknown as Record<string, unknown>)[name]);
    return MADE.includes(name) ? (rule === undefined) === (otherRule === undefined) : rule === otherRule;
  });
  return (
    hasSameRules &&
    written(one) === written(other) &&
    received.every(frame => JSON.stringify(heardIn(one, frame)) === JSON.stringify(heardIn(other, frame)))
  );
};

const written = (protocol: Protocol): string | undefined => {
  const { body, frame, notification, cancel } = protocol as ReturnType<typeof jsonRpc>;
  try {
    const empty = body([], 'm');
    const named = body({ a: 1 }, 'm');
    return JSON.stringify([frame(1, 'm', empty), frame(2, 'm', named), notification?.('m', empty), cancel?.(3, 'm')]);
  } catch {
    return undefined;
  }
};

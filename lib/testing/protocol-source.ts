import type { Protocol } from '../index.js';
import { cdp, ethereum, type JsonRpcOptions, jsonRpc, rpcWebsockets } from '../json-rpc/index.js';
import { heardIn } from './heard.js';

/** A protocol as source, and what that needs of `rx-beam/json-rpc`. */
export interface ProtocolSource {
  readonly source: string;
  readonly imports: readonly string[];
}

const DIALECTS: Readonly<Record<string, JsonRpcOptions>> = { '': {}, ethereum, cdp, rpcWebsockets };

/** Undefined for a protocol of the user's own: its functions have no source that works elsewhere. */
export const protocolSource = (protocol: Protocol, received: readonly string[]): ProtocolSource | undefined => {
  const name = Object.keys(DIALECTS).find(each => isSame(jsonRpc(DIALECTS[each]), protocol, received));
  if (name === undefined) return undefined;
  return { source: `jsonRpc(${name})`, imports: [...(name === '' ? [] : [name]), 'jsonRpc'] };
};

/** Functions that are made anew for each protocol: they are the same if they do the same. */
const MADE = ['body', 'frame', 'notification', 'cancel', 'result', 'failure', 'read'];

/** Whether they have the same rules, write calls in the same way, and read the same in all that was received. */
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

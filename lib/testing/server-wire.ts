import type { Arguments, Frame, Protocol } from '../index.js';
import { quote } from '../text/quote.js';
import { isJsonRpc, jsonRpcWire } from './json-rpc-wire.js';

/** A call that a client made. */
export interface ClientCall {
  readonly type: 'call';
  /** Undefined if the client wants no reply. */
  readonly id: unknown;
  readonly method: string;
  readonly args: Arguments;
}

/** A message of a client as a server reads it: a call, or the answer to a call of the server. */
export type ClientMessage =
  | ClientCall
  | { readonly type: 'data'; readonly id: unknown; readonly data: unknown }
  | { readonly type: 'error'; readonly id: unknown; readonly error: unknown };

/** How the servers of a protocol read and write: the other side of its `Wire`. */
export interface ServerWire {
  /** Reads a frame of the client; undefined for one that no script has to know of. */
  read(frame: Frame): ClientMessage | undefined;
  /** The successful reply to a call; undefined if the call wants none. */
  reply(call: ClientCall, data: unknown): Frame | undefined;
  refusal(call: ClientCall, error: unknown): Frame | undefined;
  /** What the server sends when a socket has opened. @default nothing */
  welcome?(address: string): Frame;
  event?(name: string, data: unknown): Frame;
  /** An item of the subscription that this call requested. */
  item?(key: unknown, item: unknown, call: ClientCall): Frame;
  /** The end of a subscription, with the server's error if there is one; undefined where the protocol has no such message. */
  end?(key: unknown, error: unknown, call: ClientCall): Frame | undefined;
  /** A call that the server makes. */
  request?(id: number, method: string, args: unknown): Frame;
}

const MUST_HAVE = ['read', 'reply', 'refusal'] as const;

/**
 * How the servers of a protocol speak: JSON-RPC if that is what the protocol reads, and what the test adds to it.
 *
 * @throws TypeError that names what is missing
 */
export const serverWireOf = (protocol: Protocol, given: Partial<ServerWire> = {}): ServerWire => {
  if (typeof protocol !== 'object' || protocol === null || typeof protocol.body !== 'function') {
    throw new TypeError(`the option protocol must be a protocol, such as jsonRpc(), not ${quote(protocol)}`);
  }
  if (isJsonRpc(protocol)) return { ...jsonRpcWire(protocol), ...given };
  const missing = MUST_HAVE.filter(name => typeof given[name] !== 'function');
  if (missing.length === 0) return given as ServerWire;
  throw new TypeError(
    'the protocol is not JSON-RPC, so that the option server must say how its servers speak: ' +
      `it has no ${missing.join(', no ')}`,
  );
};

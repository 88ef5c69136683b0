import type { Arguments, Frame, Protocol } from '../index.js';
import { quote } from '../text/quote.js';
import { clientWireOf } from './client-wire.js';
import { heardIn } from './heard.js';
import type { ClientCall, ServerWire } from './server-wire.js';

interface Message {
  readonly jsonrpc?: string;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: Arguments;
  readonly result?: unknown;
  readonly error?: unknown;
}

const SERVER_ERROR = -32000;

/** Whether this protocol writes calls, and reads replies, as JSON-RPC does. */
export const isJsonRpc = (protocol: Protocol): boolean => {
  const { id, method } = exampleOf(protocol) ?? {};
  const [heard] = heardIn(protocol, '{"jsonrpc":"2.0","id":7,"result":8}');
  return id === 7 && method === 'm' && heard?.[0] === 'reply' && heard[1] === 7 && heard[2] === 8;
};

/**
 * How a server of JSON-RPC reads and writes. Dialects differ in how they write items: of the known ways, the one is used
 * that the protocol itself reads as that item.
 */
export const jsonRpcWire = (protocol: Protocol): ServerWire => {
  const { jsonrpc } = exampleOf(protocol) ?? {};
  const write = (message: object): string => JSON.stringify({ jsonrpc, ...message });
  /** The first of some messages that the protocol reads as what it should be. */
  const readAs = (kind: 'item' | 'end', key: unknown, messages: readonly object[]): string | undefined =>
    messages.map(write).find(frame => {
      const [heard] = heardIn(protocol, frame);
      return heard?.[0] === kind && heard[1] === key;
    });
  return {
    read,
    reply: ({ id }, data) => (id === undefined ? undefined : write({ id, result: data ?? null })),
    refusal: ({ id }, error) => (id === undefined ? undefined : write({ id, error: toServerError(error) })),
    event: (method, params) => write({ method, params }),
    item: (key, item, call) => {
      const frame = readAs('item', key, itemsOf(key, { result: item ?? null }, item, call));
      if (frame !== undefined) return frame;
      throw new TypeError(
        `no known way to send an item of ${quote(call.method)} is one that this protocol reads: ` +
          'say how, by the option server: { item: (key, item) => frame }',
      );
    },
    end: (key, error, call) => readAs('end', key, itemsOf(key, { error: toServerError(error) }, undefined, call)),
    request: (id, method, params) => write({ id, method, params }),
  };
};

const read = (frame: Frame): ReturnType<ServerWire['read']> => {
  const { id, method, params = [], result, error } = parse(frame) ?? {};
  if (typeof method === 'string') return { type: 'call', id, method, args: params };
  if (id === undefined) return undefined;
  return error === undefined ? { type: 'data', id, data: result } : { type: 'error', id, error };
};

/** An item, or the end, as Ethereum nodes send it; and an item as `rpc-websockets` does. */
const itemsOf = (key: unknown, facts: object, item: unknown, { method }: ClientCall): readonly object[] => [
  { method: notificationOf(method), params: { subscription: key, ...facts } },
  { notification: key, params: item },
];

/** `eth_subscribe` → `eth_subscription`, `slotSubscribe` → `slotNotification`. */
const notificationOf = (method: string): string =>
  method.replace(/_subscribe.*$/, '_subscription').replace(/Subscribe$/, 'Notification');

const toServerError = (error: unknown): unknown =>
  error instanceof Error ? { code: SERVER_ERROR, message: error.message } : error;

/** A call as the protocol writes it. */
const exampleOf = (protocol: Protocol): Message | undefined => {
  try {
    return parse(clientWireOf(protocol).frame(7, 'm', protocol.body([], 'm')));
  } catch {
    return undefined;
  }
};

const parse = (frame: Frame): Message | undefined => {
  try {
    const message: unknown = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
};

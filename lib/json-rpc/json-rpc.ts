import type { Arguments, Body, ProtocolRules, Receiver, Wire } from '../protocol/protocol.js';
import { checkOptions } from './options.js';
import { type MessageReader, readFrame } from './read.js';

/** The options of {@link jsonRpc}. All are optional; a dialect is an object of these options that you can spread. */
export interface JsonRpcOptions extends Partial<Omit<ProtocolRules, 'body'>> {
  /** The member `jsonrpc` of each message; null leaves it out. @default '2.0' */
  readonly version?: '2.0' | null | undefined;
  /** The `params` of a call without arguments. @default nothing */
  readonly emptyParams?: readonly [] | undefined;
  /**
   * Whether the server accepts calls without an id, and does not answer them. If `false`, a call with `noReply` has an id like any
   * other, and the client ignores its reply. @default true
   */
  readonly notifications?: boolean | undefined;
  /** The notification that cancels a call, with `{ id }` as its params. @default none */
  readonly cancelMethod?: string | undefined;
  /** Handles messages that JSON-RPC does not define, such as items of subscriptions. @default none */
  readonly read?: MessageReader | undefined;
}

/** Codes of errors (JSON-RPC 2.0, 5.1). */
const METHOD_NOT_FOUND = -32601;
const SERVER_ERROR = -32000;

/**
 * JSON-RPC as a protocol for `RpcClient` (https://www.jsonrpc.org/specification): calls with positional or named arguments,
 * notifications as events, batches, and calls from the server.
 *
 * @example
 * new RpcClient(['wss://a.example'], { protocol: jsonRpc() });
 * new RpcClient(['wss://a.example'], { protocol: jsonRpc({ ...ethereum, setUp: talk => talk.call('login', [key]) }) });
 * @throws TypeError that names the unknown or invalid option
 */
export const jsonRpc = (options: JsonRpcOptions = {}): ProtocolRules & Wire => {
  checkOptions(options);
  const { version = '2.0', emptyParams, notifications = true, cancelMethod, read, ...rules } = options;
  const head = version === null ? '{' : `{"jsonrpc":${JSON.stringify(version)},`;
  const empty = emptyParams === undefined ? '' : JSON.stringify(emptyParams);
  const write = (method: string, body: Body): string =>
    `${head}"method":${JSON.stringify(method)}${body === '' ? '' : `,"params":${body}`}`;
  return {
    name: 'json-rpc',
    ...rules,
    binary: true,
    body: args => bodyOf(args, empty),
    frame: (id, method, body) => `${write(method, body)},"id":${id}}`,
    ...(notifications ? { notification: (method: string, body: Body) => `${write(method, body)}}` } : {}),
    ...(cancelMethod === undefined ? {} : { cancel: (id: number) => `${write(cancelMethod, `{"id":${id}}`)}}` }),
    result: (id, data) => `${head}"id":${JSON.stringify(id)},"result":${toJson(data ?? null)}}`,
    failure: (id, { kind, message }) => {
      const code = kind === 'unknown-method' ? METHOD_NOT_FOUND : SERVER_ERROR;
      return `${head}"id":${JSON.stringify(id)},"error":${JSON.stringify({ code, message })}}`;
    },
    read: (frame: string | Uint8Array, to: Receiver) => readFrame(frame, to, read),
  };
};

const bodyOf = (args: Arguments, empty: string): string => {
  const isEmpty = Array.isArray(args) && args.length === 0;
  if (isEmpty) return empty;
  const text = toJson(args);
  if (!/^[[{]/.test(text)) throw new TypeError('they must be an array or an object when serialized');
  return text;
};

const toJson = (value: unknown): string => {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('it gives nothing when serialized');
  return text;
};

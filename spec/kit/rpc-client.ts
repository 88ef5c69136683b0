import { type AddressSource, type Protocol, RpcClient, type RpcClientOptions } from '../../lib/index.js';
import { type JsonRpcOptions, jsonRpc } from '../../lib/json-rpc/index.js';
import { ADDRESSES, CALM } from './array-client.js';
import { FakeWebSocket, fakeWebSockets } from './fake-web-socket.js';

type Base<T> = new (...given: unknown[]) => T;

/** Sockets of JSON-RPC that the spec opens, speaks for and ends, each of them through the newest. */
export const stageRpcSockets = <T extends FakeWebSocket = FakeWebSocket>(
  Base: Base<T> = FakeWebSocket as unknown as Base<T>,
) => {
  const { made, newest, WebSocketCtor } = fakeWebSockets(Base);
  return {
    made,
    newest,
    WebSocketCtor,
    opens: () => newest().opens(),
    hears: (message: unknown) => newest().receives(JSON.stringify(message)),
    drops: (code = 1006) => newest().closes(code),
    /** The messages that were sent on each socket, without their version. */
    sent: () =>
      made.map(({ log }) =>
        log.filter(line => line.startsWith('send ')).map(line => line.slice(5).replace('"jsonrpc":"2.0",', '')),
      ),
  };
};

export interface Given<T extends FakeWebSocket> {
  /** What the protocol has beside JSON-RPC. */
  readonly rules?: JsonRpcOptions;
  /** What replaces members of it. */
  readonly over?: Partial<Protocol>;
  readonly options?: Partial<RpcClientOptions>;
  readonly addresses?: AddressSource;
  readonly Base?: Base<T>;
}

/** A client of JSON-RPC over such sockets, and the errors that it reported. */
export const stageRpc = <T extends FakeWebSocket = FakeWebSocket>(given: Given<T> = {}) => {
  const { rules, over, options, addresses = ADDRESSES, Base } = given;
  const sockets = stageRpcSockets(Base);
  const protocol = { ...jsonRpc(rules), ...over } as Protocol;
  const { WebSocketCtor } = sockets;
  // Nor any timer that would outlast a spec without virtual time.
  const calm = { ...CALM, callTimeout: 0, backoff: { initial: 0, max: 0 }, WebSocketCtor };
  const client = new RpcClient(addresses, { ...calm, protocol, ...options } as RpcClientOptions);
  const errors: Error[] = [];
  client.errors$.subscribe(error => errors.push(error));
  const connects = () => {
    client.boot();
    sockets.opens();
  };
  return { client, sockets, errors, connects };
};

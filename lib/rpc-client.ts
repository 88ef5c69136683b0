import type { Observable } from 'rxjs';
import { tellOfSubscribers } from './activity/tell-of-subscribers.js';
import type { ArgumentsGiven, NamedCallParameters, NameFor, ReplyOf, Stated } from './client/call-types.js';
import { Client, partsOf, setUpOf } from './client/client.js';
import { RpcDemux } from './client/rpc-demux.js';
import { type RpcClientOptions, resolveRpcOptions } from './client/rpc-options.js';
import { RpcSetUp } from './client/rpc-set-up.js';
import { socketPing } from './client/socket-ping.js';
import { readSubscribeOptions, type SubscribeOptions } from './client/subscribe-options.js';
import type { AddressSource } from './link/join.js';
import type { Arguments } from './protocol/protocol.js';
import { type SentCall, sentCall } from './protocol/sent-call.js';
import type { Handler } from './traffic/handlers.js';

/** The methods of a server without type parameters: any name, with any arguments. */
export type AnyMethods = Record<string, (...args: unknown[]) => unknown>;

/**
 * A reactive client for any protocol: calls, events, subscriptions that it restores after each reconnect, and answers to calls
 * that the server makes.
 *
 * @typeParam Events - the data of server events, by name
 * @typeParam Methods - functions, by method name: the parameters are the arguments of a call, the result is the data of its reply
 * @typeParam Subscriptions - functions, by method name: the parameters are the arguments, the result is an item
 * @example
 * const eth = new RpcClient(['wss://a.example', 'wss://b.example'], { protocol: jsonRpc(ethereum) }).boot();
 * eth.subscribe$('eth_subscribe', ['newHeads']).subscribe(head => console.log(head));
 */
export class RpcClient<
  Events = Record<string, unknown>,
  Methods = AnyMethods,
  Subscriptions = AnyMethods,
> extends Client<Events, Methods, unknown, SentCall, true> {
  /**
   * @param addresses - `ws:` or `wss:` URLs; or a function that returns them, or a whole join reply, also asynchronously
   * @throws `AddressError` that quotes an invalid address
   * @throws TypeError that names the missing, unknown or invalid option
   */
  constructor(addresses: AddressSource, given: RpcClientOptions) {
    const options = resolveRpcOptions(given);
    const { protocol, callTimeout } = options;
    super(addresses, options, protocol, {
      demux: (reporter, secrets, activity) => new RpcDemux(reporter, secrets, protocol, callTimeout, activity),
      setUp: parts => new RpcSetUp(parts, options),
      packet: sentCall,
      takesNamed: true,
    });
  }

  /** Keeps Vue from wrapping a client in a Proxy, which could not access its private members. */
  get [Symbol.toStringTag](): string {
    return 'RpcClient';
  }

  /**
   * Emits the items of a subscription, over all connections. The client sends the request on the first subscribe, and again on
   * each new session. Subscribers with the same method and arguments share one subscription on the wire. Errors with a
   * `ReplyError` if the server refuses it or ends it with an error; completes when the server ends it.
   *
   * @throws TypeError if the protocol has no subscriptions
   */
  subscribe$<T = never>(
    method: NameFor<T>,
    args?: ArgumentsGiven<true>,
    options?: SubscribeOptions,
  ): Observable<Stated<T>>;
  subscribe$<Name extends keyof Subscriptions & string>(
    method: Name,
    ...rest: NamedCallParameters<Subscriptions, Name, SubscribeOptions>
  ): Observable<ReplyOf<Subscriptions, Name>>;
  subscribe$(method: string, args: Arguments = [], options?: SubscribeOptions): Observable<unknown> {
    const { subscriptions } = rpcOf(this).demux;
    if (subscriptions === undefined) {
      throw new TypeError('the protocol of this client has no subscriptions: it must have the member `subscriptions`');
    }
    const linger = readSubscribeOptions(method, args, options);
    return tellOfSubscribers(subscriptions.subscribe$(method, args, linger), partsOf(this as never).activity, {
      method,
      args,
      linger,
    });
  }

  /**
   * Answers the server's calls of a method, on every connection, with the handler's result. If the handler throws, the client
   * answers with the protocol's error and only the message.
   *
   * @returns a function that removes the handler
   * @throws TypeError if the method already has a handler, or the protocol's servers make no calls
   */
  handle<Args = unknown>(method: string, handler: Handler<Args>): () => void {
    return rpcOf(this).demux.addHandler(method, handler as Handler);
  }

  /**
   * Measures the round-trip time in ms, with the protocol's heartbeat or else with a WebSocket ping. Rejects with kind
   * `not-connected` while the client is not connected, and with a TypeError if neither is available.
   */
  override ping(): Promise<number> {
    const setUp = rpcOf(this);
    return setUp.protocol.heartbeat?.method === undefined ? socketPing(setUp) : super.ping();
  }
}

const rpcOf = (client: object): RpcSetUp => setUpOf(client as Client) as RpcSetUp;

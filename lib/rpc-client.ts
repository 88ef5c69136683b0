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

/** The methods of a server of which nothing is stated: any name, with any arguments. */
export type AnyMethods = Record<string, (...args: unknown[]) => unknown>;

/**
 * A reactive client of any protocol: calls, events, subscriptions that come back after each reconnect, and answers to the
 * calls that the server makes.
 *
 * @typeParam Events - the data of server events, by name
 * @typeParam Methods - functions, by method name: the parameters are a call's arguments, the result its reply's data
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
   * @param addresses - `ws:` or `wss:` URLs; or a function that gives them, or a whole join reply, now or later
   * @throws `AddressError` that quotes the address which cannot be dialled
   * @throws TypeError that names the option which is missing, unknown or impossible
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

  /** Tells Vue not to wrap a client into a Proxy, which has no access to private members. */
  get [Symbol.toStringTag](): string {
    return 'RpcClient';
  }

  /**
   * The items of a subscription, over all connections. The request is sent when the first subscriber comes, and again on each
   * new session; the same method and arguments are one subscription on the wire. Errors with a `ReplyError` if the server
   * refuses it or ends it with an error, and completes when the server ends it.
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
   * Answers the calls of a method that the server makes, on every connection, with what the handler returns. If the handler
   * throws, the server gets the protocol's error with the message only.
   *
   * @returns a function that removes the handler
   * @throws TypeError if the method has a handler already, or the servers of the protocol make no calls
   */
  handle<Args = unknown>(method: string, handler: Handler<Args>): () => void {
    return rpcOf(this).demux.addHandler(method, handler as Handler);
  }

  /**
   * The round-trip time in ms: of the protocol's heartbeat, or else of a ping of the WebSocket protocol. Rejects with kind
   * `not-connected` while the client is not connected, and with a TypeError where there is neither.
   */
  override ping(): Promise<number> {
    const setUp = rpcOf(this);
    return setUp.protocol.heartbeat?.method === undefined ? socketPing(setUp) : super.ping();
  }
}

const rpcOf = (client: object): RpcSetUp => setUpOf(client as Client) as RpcSetUp;

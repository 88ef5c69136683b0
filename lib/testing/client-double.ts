import type { Observable } from 'rxjs';
import type { ArgumentsGiven, NamedCallParameters, NameFor, ReplyOf, Stated } from '../client/call-types.js';
import type { AnyMethods, Arguments, Handler, RpcClient, SentCall, SubscribeOptions } from '../index.js';
import { Double } from './double.js';
import type { Answered, ClientRecord, HandlerFailure, Requested } from './double-record.js';
import type { ClientScript } from './double-script.js';
import { ScriptedHandlers } from './scripted-handlers.js';
import { ScriptedSubscriptions } from './scripted-subscriptions.js';

/**
 * A client of any protocol without a socket or a protocol: to an {@link RpcClient} what a {@link ChatDouble} is to a
 * chat. Subscriptions are requested again in each session of its status, and handlers answer the calls of its script.
 */
export interface ClientDouble<Events = Record<string, unknown>, Methods = AnyMethods, Subscriptions = AnyMethods>
  extends RpcClient<Events, Methods, Subscriptions>,
    ClientRecord {}

/** The public members of RpcClient: a member that is added there and missing here does not compile. */
type Members<Events, Methods, Subscriptions> = Pick<
  RpcClient<Events, Methods, Subscriptions>,
  keyof RpcClient<Events, Methods, Subscriptions>
>;

class Rpc<Events, Methods, Subscriptions>
  extends Double<RpcClient<Events, Methods, Subscriptions>, Events, Methods, unknown, SentCall, true>
  implements Members<Events, Methods, Subscriptions>, ClientRecord
{
  readonly [Symbol.toStringTag] = 'RpcClient';
  readonly #subscriptions: ScriptedSubscriptions;
  readonly requested$: Observable<Requested>;
  readonly #handlers: ScriptedHandlers;
  readonly answered$: Observable<Answered<HandlerFailure>>;

  constructor(script: ClientScript<Events, Methods, Subscriptions> = {}) {
    super(script, { name: 'ClientDouble', firstId: 1, takesNamed: true, replies: { ping: () => null } });
    this.#subscriptions = new ScriptedSubscriptions({ ...script.subscriptions }, this.scriptedStatus, this.caller);
    this.requested$ = this.#subscriptions.requested.entries$;
    this.#handlers = new ScriptedHandlers(this.untilDisposed(script.requests$), this.scriptedStatus);
    this.answered$ = this.#handlers.answered.entries$;
  }

  get requested(): readonly Requested[] {
    return this.#subscriptions.requested.entries;
  }

  get answered(): readonly Answered<HandlerFailure>[] {
    return this.#handlers.answered.entries;
  }

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
    return this.untilDisposed(this.#subscriptions.subscribe$(method, args, options?.linger ?? 0));
  }

  handle<Args = unknown>(method: string, handler: Handler<Args>): () => void {
    return this.#handlers.add(method, handler as Handler);
  }
}

/** Constructs a double. Every part of the script is optional. */
export const ClientDouble = Rpc as unknown as new <
  Events = Record<string, unknown>,
  Methods = AnyMethods,
  Subscriptions = AnyMethods,
>(
  script?: ClientScript<Stated<Events>, Stated<Methods>, Stated<Subscriptions>>,
) => ClientDouble<Events, Methods, Subscriptions>;

import {
  asyncScheduler,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  ReplaySubject,
  takeUntil,
} from 'rxjs';
import type { CallParameters, NameFor, ReplyOf, Stated } from '../client/call-types.js';
import type {
  AuthArguments,
  AuthReply,
  BeamChat,
  CallOptions,
  ChatEvents,
  ChatMethods,
  Closed,
  CloseOptions,
  Connected,
  MethodPacket,
  Packet,
  Reconnecting,
  ReportedError,
  Status,
} from '../index.js';
import type { ChatRecord } from './chat-record.js';
import type { ChatScript } from './chat-script.js';
import { DoubleLifecycle } from './double-lifecycle.js';
import { Recorded } from './recorded.js';
import { type Caller, scriptedCall } from './scripted-call.js';
import { ScriptedStatus } from './scripted-status.js';
import { SerialQueue } from './serial-queue.js';

/**
 * A chat client without a socket. It emits what its script says, answers calls with the replies of its script, and
 * records the calls. It has the type of a {@link BeamChat} and works in virtual time.
 */
export interface ChatDouble<Events = ChatEvents, Methods = ChatMethods> extends BeamChat<Events, Methods>, ChatRecord {}

/**
 * The public members of BeamChat: a member that is added there and missing here does not compile. BeamChat's private
 * members make its type nominal, so that the class below can only be exported as a BeamChat by assertion.
 */
type Members<Events, Methods> = Pick<BeamChat<Events, Methods>, keyof BeamChat<Events, Methods>>;

class Double<Events, Methods> extends Recorded implements Members<Events, Methods> {
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  readonly reconnecting$: Observable<Reconnecting>;
  readonly closed$: Observable<Closed>;
  readonly packets$: Observable<Packet>;
  readonly sent$: Observable<MethodPacket>;
  readonly spooled$: Observable<MethodPacket>;
  readonly errors$: Observable<ReportedError>;

  readonly [Symbol.toStringTag] = 'BeamChat';
  readonly #events: object;
  readonly #replies: object;
  readonly #queue = new SerialQueue();
  readonly #lifecycle = new DoubleLifecycle(this.#queue);
  readonly #status: ScriptedStatus;
  readonly #disposed$ = new ReplaySubject<void>(1);
  readonly #caller: Caller;

  constructor(script: ChatScript<Events, Methods> = {}) {
    super();
    this.#events = { ...script.events };
    this.#replies = { ...script.replies };
    this.#status = new ScriptedStatus(this.#untilDisposed(script.status$ ?? this.#lifecycle.status$), this.#queue);
    this.status$ = this.#status.status$;
    this.connected$ = this.#untilDisposed(script.connected$ ?? this.#status.connected$);
    this.closed$ = this.#untilDisposed(script.closed$ ?? this.#lifecycle.closed$);
    this.reconnecting$ = this.#untilDisposed(script.reconnecting$);
    this.packets$ = this.#untilDisposed(script.packets$);
    this.sent$ = this.#untilDisposed(script.sent$);
    this.spooled$ = this.#untilDisposed(script.spooled$);
    this.errors$ = this.#untilDisposed(script.errors$);
    let nextId = 0;
    this.#caller = {
      nextId: () => nextId++,
      refusalOf: force => this.#refusalOf(force),
      callsEnd$: this.#lifecycle.callsEnd$,
      ...this.recorder,
    };
  }

  protected get sessions(): number {
    return this.#status.sessions;
  }

  protected get inFlight(): number {
    return this.#lifecycle.inFlight;
  }

  get status(): Status {
    return this.#status.current;
  }

  boot(): BeamChat<Events, Methods> {
    this.moved({ did: 'boot' });
    this.#lifecycle.boot();
    return this as unknown as ChatDouble<Events, Methods>;
  }

  close(options?: CloseOptions): Promise<void> {
    this.moved({ did: 'close', ...(options === undefined ? {} : { options: Object.freeze({ ...options }) }) });
    const { state, address } = this.status;
    return this.#lifecycle.close(options ?? {}, state === 'connected' ? address : undefined);
  }

  events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  events$(name: string): Observable<unknown> {
    const events = this.#events as { [name: string]: Observable<unknown> };
    return this.#untilDisposed(Object.hasOwn(events, name) ? events[name] : undefined);
  }

  call$<T = never>(method: NameFor<T>, args?: readonly unknown[], options?: CallOptions): Observable<Stated<T>>;
  call$<Name extends keyof Methods & string>(
    method: Name,
    ...rest: CallParameters<Methods, Name>
  ): Observable<ReplyOf<Methods, Name>>;
  call$(method: string, args?: readonly unknown[], options?: CallOptions): Observable<unknown> {
    return this.#call(method, args, options);
  }

  call<T = never>(method: NameFor<T>, args?: readonly unknown[], options?: CallOptions): Promise<Stated<T>>;
  call<Name extends keyof Methods & string>(
    method: Name,
    ...rest: CallParameters<Methods, Name>
  ): Promise<ReplyOf<Methods, Name>>;
  call(method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown> {
    const promise = lastValueFrom(this.#call(method, args, options), { defaultValue: undefined });
    // A caller that wants no reply may ignore a failure too, without an unhandled rejection.
    if (options?.noReply) promise.catch(() => {});
    return promise;
  }

  auth(...args: AuthArguments): Promise<AuthReply> {
    return lastValueFrom(this.#call('auth', args)) as Promise<AuthReply>;
  }

  optOutEvents(...names: string[]): Promise<unknown> {
    return lastValueFrom(this.#call('optOutEvents', names));
  }

  ping(): Promise<number> {
    const start = asyncScheduler.now();
    return firstValueFrom(this.#call('ping', [], undefined, true).pipe(map(() => asyncScheduler.now() - start)));
  }

  declare readonly [Symbol.asyncDispose]: () => Promise<void>;
  static {
    if (Symbol.asyncDispose !== undefined) {
      Object.defineProperty(Double.prototype, Symbol.asyncDispose, {
        async value(this: Double<unknown, unknown>) {
          await this.close();
          this.#disposed$.next();
        },
      });
    }
  }

  #refusalOf(force: boolean): 'closed' | 'not-connected' | undefined {
    if (!this.#lifecycle.acceptsCalls) return 'closed';
    return force && this.status.state !== 'connected' ? 'not-connected' : undefined;
  }

  #call(
    method: string,
    args: readonly unknown[] = [],
    options?: CallOptions,
    force = options?.force ?? false,
  ): Observable<unknown> {
    const call = { method, args, ...(options === undefined ? {} : { options }) };
    return this.#lifecycle.track(scriptedCall(this.#replies, call, force, this.#caller));
  }
  /** A stream of the double: completes when the double is disposed of, and is silent if the script has none. */
  #untilDisposed<T>(given: Observable<T> = NEVER): Observable<T> {
    return given.pipe(takeUntil(this.#disposed$));
  }
}

/** Constructs a double. Every part of the script is optional. */
export const ChatDouble = Double as unknown as new <Events = ChatEvents, Methods = ChatMethods>(
  script?: ChatScript<Stated<Events>, Stated<Methods>>,
) => ChatDouble<Events, Methods>;

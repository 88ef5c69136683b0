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
import type { ArgumentsGiven, NameFor, ParametersOf, ReplyOf, Stated } from '../client/call-types.js';
import type {
  Arguments,
  CallOptions,
  Closed,
  CloseOptions,
  Connected,
  Reconnecting,
  ReportedError,
  Status,
} from '../index.js';
import { warnOfTwoRxjs } from '../link/one-rxjs.js';
import { DoubleLifecycle } from './double-lifecycle.js';
import type { DoubleScript } from './double-script.js';
import { ownIn } from './own-in.js';
import { Recorded } from './recorded.js';
import { type DefaultReplies, withDefaults } from './replies.js';
import { type Caller, scriptedCall } from './scripted-call.js';
import { ScriptedStatus } from './scripted-status.js';
import { SerialQueue } from './serial-queue.js';

/** What the doubles of two classes differ in. */
export interface DoubleRules {
  /** Its class, for errors. */
  readonly name: string;
  readonly firstId: number;
  /** Whether arguments may have names. */
  readonly takesNamed: boolean;
  readonly replies: DefaultReplies;
}

/**
 * A client without a socket: what the doubles of all classes have in common.
 *
 * @typeParam Self - the class that it has to its users
 */
export abstract class Double<Self, Events, Methods, Received, Sent, Named extends boolean> extends Recorded<
  ArgumentsGiven<Named>
> {
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  readonly reconnecting$: Observable<Reconnecting>;
  readonly closed$: Observable<Closed>;
  readonly packets$: Observable<Received>;
  readonly sent$: Observable<Sent>;
  readonly spooled$: Observable<Sent>;
  readonly errors$: Observable<ReportedError>;

  readonly #events: object;
  readonly #replies: object;
  readonly #queue = new SerialQueue();
  readonly #lifecycle = new DoubleLifecycle(this.#queue);
  protected readonly scriptedStatus: ScriptedStatus;
  readonly #disposed$ = new ReplaySubject<void>(1);
  protected readonly caller: Caller;

  constructor(script: DoubleScript<Events, Methods, Received, Sent>, rules: DoubleRules) {
    super();
    warnOfTwoRxjs();
    this.#events = { ...script.events };
    this.#replies = withDefaults({ ...script.replies }, rules.replies);
    const scripted = new ScriptedStatus(this.untilDisposed(script.status$ ?? this.#lifecycle.status$), this.#queue);
    this.scriptedStatus = scripted;
    this.status$ = scripted.status$;
    this.connected$ = this.untilDisposed(script.connected$ ?? scripted.connected$);
    this.closed$ = this.untilDisposed(script.closed$ ?? this.#lifecycle.closed$);
    this.reconnecting$ = this.untilDisposed(script.reconnecting$);
    this.packets$ = this.untilDisposed(script.packets$);
    this.sent$ = this.untilDisposed(script.sent$);
    this.spooled$ = this.untilDisposed(script.spooled$);
    this.errors$ = this.untilDisposed(script.errors$);
    // Not in a static block, which bundlers would keep with the whole class, and React Native cannot parse.
    if (Symbol.asyncDispose !== undefined) {
      const value = () => this.close().then(() => this.#disposed$.next());
      Object.defineProperty(this, Symbol.asyncDispose, { value });
    }
    let nextId = rules.firstId;
    this.caller = {
      name: rules.name,
      takesNamed: rules.takesNamed,
      nextId: () => nextId++,
      refusalOf: force => this.#refusalOf(force),
      callsEnd$: this.#lifecycle.callsEnd$,
      ...this.recorder,
    };
  }

  protected get sessions(): number {
    return this.scriptedStatus.sessions;
  }

  protected get inFlight(): number {
    return this.#lifecycle.inFlight;
  }

  get status(): Status {
    return this.scriptedStatus.current;
  }

  boot(): Self {
    this.moved({ did: 'boot' });
    this.#lifecycle.boot();
    return this as unknown as Self;
  }

  close(options?: CloseOptions): Promise<void> {
    this.moved({ did: 'close', ...(options === undefined ? {} : { options: Object.freeze({ ...options }) }) });
    const { state, address } = this.status;
    return this.#lifecycle.close(options ?? {}, state === 'connected' ? address : undefined);
  }

  events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  events$(name: string): Observable<unknown> {
    return this.untilDisposed(ownIn<Observable<unknown>>(this.#events, name));
  }

  call$<T = never>(method: NameFor<T>, args?: ArgumentsGiven<Named>, options?: CallOptions): Observable<Stated<T>>;
  call$<Name extends keyof Methods & string>(
    method: Name,
    ...rest: ParametersOf<Methods, Name, Named>
  ): Observable<ReplyOf<Methods, Name>>;
  call$(method: string, args?: Arguments, options?: CallOptions): Observable<unknown> {
    return this.made(method, args, options);
  }

  call<T = never>(method: NameFor<T>, args?: ArgumentsGiven<Named>, options?: CallOptions): Promise<Stated<T>>;
  call<Name extends keyof Methods & string>(
    method: Name,
    ...rest: ParametersOf<Methods, Name, Named>
  ): Promise<ReplyOf<Methods, Name>>;
  call(method: string, args?: Arguments, options?: CallOptions): Promise<unknown> {
    const promise = lastValueFrom(this.made(method, args, options), { defaultValue: undefined });
    // A caller that wants no reply may ignore a failure too, without an unhandled rejection.
    if (options?.noReply) promise.catch(() => {});
    return promise;
  }

  ping(): Promise<number> {
    const start = asyncScheduler.now();
    return firstValueFrom(this.made('ping', [], undefined, true).pipe(map(() => asyncScheduler.now() - start)));
  }

  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  /** A call that the script answers, made for each subscription. */
  protected made(
    method: string,
    args: Arguments = [],
    options?: CallOptions,
    force = options?.force ?? false,
  ): Observable<unknown> {
    const call = { method, args, ...(options === undefined ? {} : { options }) };
    return this.#lifecycle.track(scriptedCall(this.#replies, call, force, this.caller));
  }

  /** A stream of the double: completes when the double is disposed of, and is silent if the script has none. */
  protected untilDisposed<T>(given: Observable<T> = NEVER): Observable<T> {
    return given.pipe(takeUntil(this.#disposed$));
  }

  #refusalOf(force: boolean): 'closed' | 'not-connected' | undefined {
    if (!this.#lifecycle.acceptsCalls) return 'closed';
    return force && this.status.state !== 'connected' ? 'not-connected' : undefined;
  }
}

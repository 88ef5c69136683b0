import {
  asyncScheduler,
  BehaviorSubject,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  ReplaySubject,
  Subject,
  takeUntil,
} from 'rxjs';
import type {
  AuthArguments,
  AuthReply,
  BeamChat,
  BeamError,
  CallOptions,
  ChatEvents,
  ChatMethods,
  Closed,
  CloseOptions,
  Connected,
  MethodPacket,
  Packet,
  Reconnecting,
  Status,
} from '../index.js';
import type { ArgumentsOf, DataOf, NameIn, ReplyOf, Rest } from '../typed-calls.js';
import type { ChatScript, MadeCall, Move } from './chat-script.js';
import { EntryLog } from './entry-log.js';
import { scriptedCall } from './scripted-call.js';
import { CLEAN_CLOSE, CONNECTED, sessionsOf } from './sessions.js';

/**
 * A chat client without a socket. It emits what its script says, answers calls with the replies of its script, and
 * records the calls. It has the type of a {@link BeamChat} and works in virtual time.
 */
export interface ChatDouble<Events = ChatEvents, Methods = ChatMethods> extends BeamChat<Events, Methods> {
  /** Every call so far, in order. A `call$` counts when it is subscribed to; `auth`, `optOutEvents` and `ping` count too. */
  readonly calls: readonly MadeCall[];
  /** Emits each call, and replays the earlier ones. */
  readonly calls$: Observable<MadeCall>;
  /** Every call that was unsubscribed from or aborted before its reply. */
  readonly cancelled: readonly MadeCall[];
  /** Emits each cancelled call, and replays the earlier ones. */
  readonly cancelled$: Observable<MadeCall>;
  /** Every `boot()` and `close()` so far. */
  readonly moves: readonly Move[];
  /** Emits each `boot()` and `close()`, and replays the earlier ones. */
  readonly moves$: Observable<Move>;
}

/**
 * The public members of BeamChat: a member that is added there and missing here does not compile. BeamChat's private
 * members make its type nominal, so that the class below can only be exported as a BeamChat by assertion.
 */
type Members<Events, Methods> = Pick<BeamChat<Events, Methods>, keyof BeamChat<Events, Methods>>;

class Double<Events, Methods> implements Members<Events, Methods> {
  readonly status$: Observable<Status>;
  readonly connected$: Observable<Connected>;
  readonly reconnecting$: Observable<Reconnecting>;
  readonly closed$: Observable<Closed>;
  readonly packets$: Observable<Packet>;
  readonly sent$: Observable<MethodPacket>;
  readonly spooled$: Observable<MethodPacket>;
  readonly errors$: Observable<BeamError>;

  readonly #callLog = new EntryLog<MadeCall>();
  readonly calls = this.#callLog.entries;
  readonly calls$ = this.#callLog.entries$;
  readonly #cancelledLog = new EntryLog<MadeCall>();
  readonly cancelled = this.#cancelledLog.entries;
  readonly cancelled$ = this.#cancelledLog.entries$;
  readonly #moveLog = new EntryLog<Move>();
  readonly moves = this.#moveLog.entries;
  readonly moves$ = this.#moveLog.entries$;

  readonly #events: object;
  readonly #replies: object;
  /** The status as `boot()` and `close()` change it, for scripts without `status$`. */
  readonly #lifecycle$ = new BehaviorSubject<Partial<Status>>({});
  readonly #closed$ = new Subject<Closed>();
  readonly #disposed$ = new Subject<void>();
  #status = CONNECTED;

  constructor(script: ChatScript<Events, Methods> = {}) {
    this.#events = script.events ?? {};
    this.#replies = script.replies ?? {};
    const statuses$ = new ReplaySubject<Status>(1);
    const sessions$ = new ReplaySubject<Connected | undefined>(1);
    statuses$.subscribe(status => {
      this.#status = status;
    });
    sessionsOf(statuses$).subscribe(sessions$);
    this.#untilDisposed(script.status$ ?? this.#lifecycle$)
      .pipe(map(facts => ({ ...CONNECTED, ...facts })))
      .subscribe(statuses$);
    this.status$ = statuses$.asObservable();
    const current$ = sessions$.pipe(filter(session => session !== undefined));
    this.connected$ = this.#untilDisposed(script.connected$ ?? current$);
    this.closed$ = this.#untilDisposed(script.closed$ ?? this.#closed$);
    this.reconnecting$ = this.#untilDisposed(script.reconnecting$);
    this.packets$ = this.#untilDisposed(script.packets$);
    this.sent$ = this.#untilDisposed(script.sent$);
    this.spooled$ = this.#untilDisposed(script.spooled$);
    this.errors$ = this.#untilDisposed(script.errors$);
  }

  get status(): Status {
    return this.#status;
  }

  boot(): BeamChat<Events, Methods> {
    this.#moveLog.add({ did: 'boot' });
    if (this.#lifecycle$.value.state === 'closed') this.#lifecycle$.next({});
    return this as unknown as ChatDouble<Events, Methods>;
  }

  close(options?: CloseOptions): Promise<void> {
    this.#moveLog.add({ did: 'close', ...(options === undefined ? {} : { options }) });
    if (this.#lifecycle$.value.state !== 'closed') {
      this.#lifecycle$.next({ state: 'closed' });
      this.#closed$.next(CLEAN_CLOSE);
    }
    return Promise.resolve();
  }

  events$<Name extends NameIn<Events>>(name: Name): Observable<DataOf<Events, Name>> {
    const events = this.#events as { [name: string]: Observable<DataOf<Events, Name>> };
    return this.#untilDisposed(Object.hasOwn(events, name) ? events[name] : undefined);
  }

  call$<Name extends NameIn<Methods>>(
    method: Name,
    ...rest: Rest<ArgumentsOf<Methods, Name>>
  ): Observable<ReplyOf<Methods, Name>>;
  call$(method: string, args?: readonly unknown[], options?: CallOptions): Observable<unknown> {
    return this.#call(method, args, options);
  }

  call<Name extends NameIn<Methods>>(
    method: Name,
    ...rest: Rest<ArgumentsOf<Methods, Name>>
  ): Promise<ReplyOf<Methods, Name>>;
  call(method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown> {
    return lastValueFrom(this.#call(method, args, options), { defaultValue: undefined });
  }

  auth(...args: AuthArguments): Promise<AuthReply> {
    return lastValueFrom(this.#call('auth', args)) as Promise<AuthReply>;
  }

  optOutEvents(...names: string[]): Promise<unknown> {
    return lastValueFrom(this.#call('optOutEvents', names));
  }

  ping(): Promise<number> {
    const start = asyncScheduler.now();
    return firstValueFrom(this.#call('ping').pipe(map(() => asyncScheduler.now() - start)));
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

  #call(method: string, args: readonly unknown[] = [], options?: CallOptions): Observable<unknown> {
    const call = { method, args, ...(options === undefined ? {} : { options }) };
    return scriptedCall(this.#replies, call, {
      made: made => this.#callLog.add(made),
      cancelled: made => this.#cancelledLog.add(made),
    });
  }

  /** A stream of the double: completes when the double is disposed of, and is silent if the script has none. */
  #untilDisposed<T>(given: Observable<T> = NEVER): Observable<T> {
    return given.pipe(takeUntil(this.#disposed$));
  }
}

/** Constructs a double. Every part of the script is optional. */
export const ChatDouble = Double as unknown as new <Events = ChatEvents, Methods = ChatMethods>(
  script?: ChatScript<NoInfer<Events>, NoInfer<Methods>>,
) => ChatDouble<Events, Methods>;

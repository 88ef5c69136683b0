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
import type { CallParameters, NameFor, ReplyOf, Stated } from '../typed-calls.js';
import type { ChatScript, MadeCall, Move } from './chat-script.js';
import { Journal } from './journal.js';
import { playCall } from './play-call.js';
import { CONNECTED, FAREWELL, sessionsOf } from './sessions.js';

/**
 * A chat client without a socket: it tells what its script says, answers calls as its script says, and keeps a record
 * of them. It has the type of a {@link BeamChat}, and works in virtual time.
 */
export interface ChatDouble<Events = ChatEvents, Methods = ChatMethods> extends BeamChat<Events, Methods> {
  /** Every call that was made, in order: of `call`, of `call$` when it is subscribed to, of `auth`, `optOutEvents` and `ping`. */
  readonly calls: readonly MadeCall[];
  /** The same as a stream: those made already come first. */
  readonly calls$: Observable<MadeCall>;
  /** Every call that was unsubscribed from, or aborted, before its reply. */
  readonly cancelled: readonly MadeCall[];
  /** The same as a stream: those cancelled already come first. */
  readonly cancelled$: Observable<MadeCall>;
  /** Every `boot()` and `close()`. */
  readonly moves: readonly Move[];
  /** The same as a stream: those made already come first. */
  readonly moves$: Observable<Move>;
}

/**
 * Whatever a BeamChat shows, so that a member added there is missed here. Its private members make its type one that no
 * other class has: the class below is exported under it, by assertion.
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
  readonly errors$: Observable<ReportedError>;

  readonly #made = new Journal<MadeCall>();
  readonly calls = this.#made.entries;
  readonly calls$ = this.#made.entries$;
  readonly #unmade = new Journal<MadeCall>();
  readonly cancelled = this.#unmade.entries;
  readonly cancelled$ = this.#unmade.entries$;
  readonly #moves = new Journal<Move>();
  readonly moves = this.#moves.entries;
  readonly moves$ = this.#moves.entries$;

  readonly #events: object;
  readonly #replies: object;
  /** What `boot()` and `close()` make of the status, where no script does. */
  readonly #moved = new BehaviorSubject<Partial<Status>>({});
  readonly #closed = new Subject<Closed>();
  readonly #disposed = new Subject<void>();
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
    this.#lasting(script.status$ ?? this.#moved)
      .pipe(map(facts => ({ ...CONNECTED, ...facts })))
      .subscribe(statuses$);
    this.status$ = statuses$.asObservable();
    const standing$ = sessions$.pipe(filter(session => session !== undefined));
    this.connected$ = this.#lasting(script.connected$ ?? standing$);
    this.closed$ = this.#lasting(script.closed$ ?? this.#closed);
    this.reconnecting$ = this.#lasting(script.reconnecting$);
    this.packets$ = this.#lasting(script.packets$);
    this.sent$ = this.#lasting(script.sent$);
    this.spooled$ = this.#lasting(script.spooled$);
    this.errors$ = this.#lasting(script.errors$);
  }

  get status(): Status {
    return this.#status;
  }

  boot(): BeamChat<Events, Methods> {
    this.#moves.add({ did: 'boot' });
    if (this.#moved.value.state === 'closed') this.#moved.next({});
    return this as unknown as ChatDouble<Events, Methods>;
  }

  close(options?: CloseOptions): Promise<void> {
    this.#moves.add({ did: 'close', ...(options === undefined ? {} : { options }) });
    if (this.#moved.value.state !== 'closed') {
      this.#moved.next({ state: 'closed' });
      this.#closed.next(FAREWELL);
    }
    return Promise.resolve();
  }

  events$<T = never>(name: NameFor<T>): Observable<Stated<T>>;
  events$<Name extends keyof Events & string>(name: Name): Observable<Events[Name]>;
  events$(name: string): Observable<unknown> {
    const events = this.#events as { [name: string]: Observable<unknown> };
    return this.#lasting(Object.hasOwn(events, name) ? events[name] : undefined);
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
          this.#disposed.next();
        },
      });
    }
  }

  #call(method: string, args: readonly unknown[] = [], options?: CallOptions): Observable<unknown> {
    const call = { method, args, ...(options === undefined ? {} : { options }) };
    return playCall(this.#replies, call, {
      made: made => this.#made.add(made),
      cancelled: made => this.#unmade.add(made),
    });
  }

  /** A stream of the client's, which lasts until it is disposed of; silent where the script has none. */
  #lasting<T>(given: Observable<T> = NEVER): Observable<T> {
    return given.pipe(takeUntil(this.#disposed));
  }
}

/** Makes a double of what its script says; there is nothing that has to be said. */
export const ChatDouble = Double as unknown as new <Events = ChatEvents, Methods = ChatMethods>(
  script?: ChatScript<Stated<Events>, Stated<Methods>>,
) => ChatDouble<Events, Methods>;

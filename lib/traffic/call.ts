import { type Observable, Subject } from 'rxjs';
import type { Body } from '../protocol/protocol.js';
import type { Awaiting } from '../protocol/replies.js';
import { type Due, NEVER_DUE, type Timed } from './deadlines.js';

/** What was settled of a call's options when it was made. */
export interface CallSettings {
  /** From the sending, in ms; 0 or Infinity for ever. */
  readonly timeout: number;
  readonly noReply: boolean;
  /** Whether to send it again when its connection drops before the reply. */
  readonly resend: boolean;
  /** Whether a refusal rejects with the server's error itself, instead of a `ReplyError` that holds it. */
  readonly rawServerErrors: boolean;
  /**
   * What becomes of it while there is no session: `set-up` makes it part of the next connection's set-up. What rejects does not
   * wait for a limit either: a `ping` may use what is kept from other calls, and nothing stops a call that is part of a
   * `session`.
   */
  readonly whenDown: 'spool' | 'reject' | 'ping' | 'session' | 'set-up';
}

/** Where a call is: made, spooled, waiting for the set-up of the next connection, handed to the socket, or over. */
export type Stage = 'made' | 'spooled' | 'set-up' | 'sent' | 'settled';

/** The two ends of a call, one of which is notified once. */
export interface Resolvers {
  /** @param isShared - whether the reply is that to another call, which stood for this one too */
  readonly resolve: (data: unknown, isShared?: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** What settles the calls that it moved. */
export interface CallOwner {
  answered(call: Call, data: unknown): void;
  refused(call: Call, error: unknown): void;
}

/** One unsettled call: a record of facts, since a promise and an Observable for each would triple its heap. */
export class Call implements Awaiting, Timed, Resolvers {
  stage: Stage = 'made';
  /** Whether it was ever handed to a socket: then the server may have had it. */
  wasSent = false;
  /** How many connections were lost under it. */
  losses = 0;
  /** How long a reply may still take, in ms; less than the call's `timeout` once it was in flight on an earlier connection. */
  replyMs: number;
  due: Due = NEVER_DUE;
  before: this | undefined = undefined;
  after: this | undefined = undefined;
  readonly resolve: Resolvers['resolve'];
  readonly reject: Resolvers['reject'];
  #settled$: Subject<void> | undefined = undefined;

  constructor(
    /** Undefined until it has one: when it is made or sent, as the protocol says. */
    public id: number | undefined,
    readonly method: string,
    /** The arguments as text; given up once the call cannot be sent again. */
    public body: Body,
    readonly settings: CallSettings,
    resolvers: Resolvers,
    private readonly owner: CallOwner,
  ) {
    this.replyMs = settings.timeout;
    // Kept without the object that they came in, since there may be many calls.
    this.resolve = resolvers.resolve;
    this.reject = resolvers.reject;
  }

  answered(data: unknown): void {
    this.owner.answered(this, data);
  }

  refused(error: unknown): void {
    this.owner.refused(this, error);
  }

  /** Emits once when the call is settled, however. Made only when it is asked for. */
  get settled$(): Observable<void> {
    this.#settled$ ??= new Subject();
    return this.#settled$;
  }

  settle(): void {
    this.stage = 'settled';
    this.#settled$?.next();
    this.#settled$?.complete();
  }
}

import { type Observable, Subject } from 'rxjs';
import type { ReplyPacket } from '../packet/packet.js';
import type { Awaiting } from '../packet/replies.js';
import type { Timed } from './deadlines.js';

/** What was settled of a call's options when it was made. */
export interface Terms {
  /** From the sending, in ms; 0 or Infinity for ever. */
  readonly timeout: number;
  readonly noReply: boolean;
  /** Whether it is sent again when its connection drops before the reply. */
  readonly resend: boolean;
  /** Whether a refusal rejects with the server's error itself, instead of a `ReplyError` that holds it. */
  readonly asSent: boolean;
  /** What becomes of it while no session stands: `standing` makes it part of the next connection's own set-up. */
  readonly whenDown: 'spool' | 'reject' | 'standing';
}

/** Where a call is: made, put aside, waiting for the next connection's set-up, handed to the socket, or over. */
export type Stage = 'made' | 'spooled' | 'standing' | 'sent' | 'settled';

/** Who made the call, and is told once how it ended. */
export interface Caller {
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One call on its way. It holds only its own facts; {@link Calls} moves it. */
export class Call implements Awaiting, Timed, Caller {
  stage: Stage = 'made';
  /** Whether it was ever handed to a socket: then nobody can say that the server never had it. */
  wasSent = false;
  dueAt = 0;
  before: this | undefined = undefined;
  after: this | undefined = undefined;
  readonly resolve: Caller['resolve'];
  readonly reject: Caller['reject'];
  #settled$: Subject<void> | undefined = undefined;

  constructor(
    readonly id: number,
    readonly method: string,
    /** The packet; given up once it cannot be sent again. */
    public text: string,
    readonly terms: Terms,
    caller: Caller,
    private readonly desk: { answered(call: Call, reply: ReplyPacket): void },
  ) {
    // Kept without the object that they came in: calls are many.
    this.resolve = caller.resolve;
    this.reject = caller.reject;
  }

  answered(reply: ReplyPacket): void {
    this.desk.answered(this, reply);
  }

  /** Tells once that it is over, however: made for those few calls of which somebody wants to know. */
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

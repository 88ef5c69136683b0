import type { Observable } from 'rxjs';
import { ReplyError } from '../errors.js';
import { LazySubject } from '../link/lazy-subject.js';
import type { Arguments } from '../protocol/protocol.js';
import type { Session } from '../session/session.js';
import { BootReminder } from './boot-reminder.js';
import type { Call, CallOwner } from './call.js';
import { ADMITTING, type Admission, type CallsParts } from './calls-state.js';
import { Sender } from './sender.js';
import { hasLimits, type LimitOptions, SendingLimits } from './sending-limits.js';
import type { SpoolOptions } from './spool.js';
import { UnsettledCalls } from './unsettled-calls.js';

/** After how many lost connections a call is not sent again: its answer may be what ends them. */
const MAX_LOSSES = 3;

/** How many calls wait, and what stops them. */
export interface CallsOptions extends LimitOptions {
  readonly spool: SpoolOptions;
}

/** Moves calls: to the socket while there is a session, and until then into the spool. */
export class Calls {
  /** Each call as it is spooled. */
  readonly spooled$ = new LazySubject<unknown>();
  readonly unsettled: UnsettledCalls;
  /** Undefined if no call is ever stopped while there is a session. */
  readonly limits: SendingLimits | undefined;
  readonly #packet: CallsParts['packet'];
  readonly #sender: Sender;
  /** Until the first `boot()` or `close()`. */
  #reminder: BootReminder | undefined;
  #admission: Admission = ADMITTING;

  constructor(parts: CallsParts, options: CallsOptions) {
    const { packet, replies, secrets, warn, activity } = parts;
    this.#packet = packet;
    this.unsettled = new UnsettledCalls(replies, options.spool, secrets, activity);
    this.limits = hasLimits(options) ? this.#limitsOf(parts, options) : undefined;
    this.#sender = new Sender(this.unsettled, replies, this.limits);
    this.#reminder = new BootReminder(this.unsettled, warn);
  }

  #limitsOf({ replies, secrets, protocol, reporter }: CallsParts, options: LimitOptions): SendingLimits {
    const { unsettled } = this;
    return new SendingLimits({
      options,
      protocol,
      unsettled,
      replies,
      owner: unsettled,
      reportRefusal: ({ method, id }, error) =>
        reporter.report(new ReplyError(method, id as number, secrets.maskValue(error))),
      announceSpooled: call => this.#announceSpooled(call),
      look: () => this.#sender.look(),
    });
  }

  /** What is told of the replies to calls. */
  get owner(): CallOwner {
    return this.limits?.owner ?? this.unsettled;
  }

  /** Whether every call is settled, and everything that was handed to the socket has left it. */
  get isIdle(): boolean {
    const { session } = this;
    return this.unsettled.isEmpty && (session === undefined || session.bufferedAmount() === 0);
  }

  /** The session while calls pass, from the spool or freely. */
  get session(): Session | undefined {
    return this.#sender.session;
  }

  /** Emits each time that no call is left unsettled. */
  get idle$(): Observable<void> {
    return this.unsettled.idle$;
  }

  /** Sends the call, spools it until there is a session, or rejects it. */
  submit(call: Call, args?: Arguments): void {
    this.unsettled.activity.making(call, this, args);
  }

  /** Within the context that tracers give to the call. */
  take(call: Call): void {
    this.unsettled.add();
    if (this.#admission.at !== 'admitting') return this.#close(call, this.#admission.cause);
    if (!this.#sender.offer(call)) this.#wait(call);
  }

  #wait(call: Call): void {
    this.#reminder?.remind();
    switch (call.settings.whenDown) {
      case 'reject':
      case 'ping':
        if (this.#sender.isPaced(call)) return this.unsettled.reject(call, 'paced', 'a limit stops calls at present');
        return this.unsettled.reject(call, 'not-connected', 'no connection is ready, and it does not wait for one');
      case 'session':
        return this.unsettled.reject(call, 'not-connected', 'there is no session, of which it would be a part');
      case 'set-up':
        // The set-up is over while the spool is flushed, so the call takes its turn there.
        if (this.#sender.isFlushing) return this.unsettled.spool.admit(call);
        if (!this.#sender.isStopped) return this.unsettled.waitForSetUp(call);
        return this.#putIntoSpool(call);
      case 'spool':
        return this.#putIntoSpool(call);
    }
  }

  #putIntoSpool(call: Call): void {
    const { spool } = this.unsettled;
    // A call that is made during a flush leaves as soon as one that is made after it would, so there is room for it.
    const victim = this.#sender.takesAll ? spool.admit(call) : spool.push(call);
    if (victim !== call) this.#announceSpooled(call);
    if (victim !== undefined) this.unsettled.reject(victim, 'overflow', 'the spool is full');
    this.#sender.look();
  }

  #announceSpooled(call: Call): void {
    const { id, method, body } = call;
    this.unsettled.activity.spooled(call);
    if (this.spooled$.observed) this.spooled$.next(this.#packet(id, method, body));
  }

  /**
   * There is a session: sends what has waited, in order and before any later call. False when the session is over already,
   * since its socket takes no more or a handler ended it.
   */
  open(session: Session): boolean {
    if (this.#admission.at === 'closing') return false;
    return this.#sender.open(session);
  }

  /** The session is over: the calls in flight are sent again on the next one if they may be, or else rejected. */
  shut(): void {
    this.#sender.shut();
    if (this.#admission.at === 'closing') return;
    this.unsettled.returnToSetUp();
    const inFlight = this.unsettled.takeInFlight();
    const again = inFlight.filter(call => {
      call.losses += 1;
      return call.settings.resend && call.losses < MAX_LOSSES;
    });
    this.unsettled.spool.putBack(again);
    for (const call of again) if (call.stage === 'spooled') this.#announceSpooled(call);
    for (const call of inFlight) {
      if (call.stage !== 'sent') continue;
      this.unsettled.reject(call, 'disconnected', 'the connection was lost before the answer came');
    }
  }

  /** New calls are taken again. */
  accept(): void {
    this.#forgetReminder();
    this.#admission = ADMITTING;
  }

  /** New calls are rejected as `closed`; the others go on. */
  beginDraining(): void {
    this.#admission = { at: 'draining' };
  }

  /** From now on no call is sent. The calls are rejected by {@link closeAll}, once the socket is left. */
  beginClosing(cause?: unknown): void {
    this.#forgetReminder();
    this.#admission = cause === undefined ? { at: 'closing' } : { at: 'closing', cause };
  }

  /** Every call is over: those in flight, those that wait, and new ones. */
  closeAll(cause?: unknown): void {
    this.beginClosing(cause);
    this.#sender.shut();
    const { waitingForSetUp, spool } = this.unsettled;
    for (const call of [...this.unsettled.takeInFlight(), ...waitingForSetUp, ...spool]) this.#close(call, cause);
  }

  #forgetReminder(): void {
    this.#reminder?.stop();
    this.#reminder = undefined;
  }

  #close(call: Call, cause: unknown): void {
    this.unsettled.reject(call, 'closed', 'the client is closed', cause === undefined ? undefined : { cause });
  }
}

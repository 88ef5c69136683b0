import { Observable, Subject, tap } from 'rxjs';
import { CallError, type CallErrorKind, ReplyError, TimeoutError } from '../errors.js';
import { packetOf } from '../packet/codec.js';
import type { MethodPacket, ReplyPacket } from '../packet/packet.js';
import type { Replies } from '../packet/replies.js';
import { quote } from '../quote.js';
import { type Desk, isRefusal, replyTo } from '../session/ask.js';
import { Call } from './call.js';
import { Deadlines } from './deadlines.js';
import { Spool, type SpoolOptions } from './spool.js';

/** Whether calls pass: not yet, in order from the spool, or freely. */
type Gate = { readonly at: 'shut' } | { readonly at: 'flushing' | 'open'; readonly desk: Desk };

/** All calls between being made and being settled: through the gate, or into the spool until it opens. */
export class Calls {
  /** Method packets as they are put aside. */
  readonly spooled$ = new Subject<MethodPacket>();
  /** Tells each time that no call is left unsettled. */
  readonly idle$ = new Subject<void>();
  readonly #replies: Replies;
  readonly #spool: Spool;
  readonly #standing = new Set<Call>();
  /** Of a call in the spool its ttl, of one that was sent its timeout. */
  readonly #deadlines = new Deadlines<Call>(call => this.#late(call));
  #gate: Gate = { at: 'shut' };
  #refusing: { readonly cause?: unknown } | undefined;
  #unsettled = 0;

  constructor(replies: Replies, spool: SpoolOptions) {
    this.#replies = replies;
    this.#spool = new Spool(spool, this.#deadlines);
  }

  /** Whether every call made is settled. */
  get idle(): boolean {
    return this.#unsettled === 0;
  }

  /** The number of calls in the spool. */
  get spoolLength(): number {
    return this.#spool.size;
  }

  #late(call: Call): void {
    const { method, id, terms } = call;
    if (call.stage === 'spooled') this.#reject(call, 'expired', `it waited ${this.#spool.ttl} ms for a connection`);
    else this.#fail(call, new TimeoutError(method, id, terms.timeout));
  }

  /** Sends the call, puts it aside until there is a session, or rejects it. */
  make(call: Call): void {
    this.#unsettled += 1;
    if (this.#refusing !== undefined) return this.#close(call, this.#refusing);
    if (this.#gate.at === 'open' && this.#send(call, this.#gate.desk)) return;
    this.#wait(call);
  }

  #wait(call: Call): void {
    switch (call.terms.whenDown) {
      case 'reject':
        return this.#reject(call, 'not-connected', 'there is no connection, and it does not wait for one');
      case 'standing':
        // During the flush the set-up is over, and it goes in its turn.
        if (this.#gate.at === 'flushing') return this.#spool.admit(call);
        call.stage = 'standing';
        this.#standing.add(call);
        return;
      case 'spool':
        return this.#putAside(call);
    }
  }

  #putAside(call: Call): void {
    // What is made during the flush leaves with it, so there is room for it.
    const victim = this.#gate.at === 'flushing' ? this.#spool.admit(call) : this.#spool.push(call);
    if (victim !== call) this.#tellSpooled(call);
    if (victim !== undefined) this.#reject(victim, 'overflow', 'the spool is full');
  }

  #tellSpooled(call: Call): void {
    if (this.spooled$.observed) this.spooled$.next(packetOf(call.text));
  }

  /** A session stands: what was put aside goes first, in order; then the gate is open, if the socket still is. */
  open(desk: Desk): void {
    const flushing: Gate = { at: 'flushing', desk };
    this.#gate = flushing;
    for (const queue of [this.#standing, this.#spool]) {
      for (const call of queue) {
        if (this.#gate !== flushing || !this.#send(call, desk)) return;
      }
    }
    if (this.#gate === flushing) this.#gate = { at: 'open', desk };
  }

  /** The session is gone: calls in flight are sent again with the next one if they may be, and rejected if not. */
  shut(): void {
    this.#gate = { at: 'shut' };
    const inFlight = this.#takeInFlight();
    const again = inFlight.filter(call => call.terms.resend);
    this.#spool.putBack(again);
    for (const call of again) this.#tellSpooled(call);
    for (const call of inFlight) {
      if (!call.terms.resend) this.#reject(call, 'disconnected', 'the connection was lost before the answer came');
    }
  }

  /** New calls are taken again. */
  accept(): void {
    this.#refusing = undefined;
  }

  /** New calls are rejected as `closed`. */
  refuse(cause?: unknown): void {
    this.#refusing = cause === undefined ? {} : { cause };
  }

  /** Every call is over: those in flight, those that wait, and new ones. */
  closeAll(cause?: unknown): void {
    this.refuse(cause);
    this.#gate = { at: 'shut' };
    const left = [...this.#takeInFlight(), ...this.#standing, ...this.#spool];
    for (const call of left) this.#close(call, cause === undefined ? {} : { cause });
  }

  #takeInFlight(): Call[] {
    const calls = this.#replies.clear().filter(awaiting => awaiting instanceof Call);
    for (const call of calls) this.#deadlines.drop(call, call.terms.timeout);
    return calls;
  }

  /** Nobody wants the answer any more: what was not sent never is, and a reply still to come is nobody's. */
  cancel(call: Call): void {
    if (this.#leaves(call)) this.#tellIdle();
  }

  abort(call: Call, cause: unknown): void {
    this.#reject(call, 'aborted', 'its signal was aborted', { cause });
  }

  answered(call: Call, reply: ReplyPacket): void {
    const { method, id, terms } = call;
    if (!isRefusal(reply)) this.#succeed(call, terms.noReply ? undefined : reply.data);
    else this.#fail(call, terms.asSent ? reply.error : new ReplyError(method, id, reply.error));
  }

  /** The calls of a method that wait to be part of a connection's set-up. */
  standing(method: string): Call[] {
    return [...this.#standing].filter(call => call.method === method);
  }

  /**
   * Sends a call that is part of the set-up. Emits the reply, for {@link Call.answered} or not; completes without one
   * when the call was settled otherwise. Unsubscribed before that, the call waits for the next connection.
   */
  sendAhead(call: Call, desk: Desk): Observable<ReplyPacket> {
    return new Observable(subscriber => {
      if (call.stage === 'settled') return subscriber.complete();
      const { wasSent } = call;
      call.wasSent = true;
      let replied = false;
      subscriber.add(call.settled$.subscribe(() => replied || subscriber.complete()));
      this.#deadlines.watch(call, call.terms.timeout);
      subscriber.add(() => this.#deadlines.drop(call, call.terms.timeout));
      const answer$ = replyTo(desk, call).pipe(
        tap({
          next: () => {
            replied = true;
          },
          // The socket did not take it.
          error: () => {
            call.wasSent = wasSent;
          },
        }),
      );
      subscriber.add(answer$.subscribe(subscriber));
    });
  }

  /** Hands a call to the socket; what was in the spool leaves it only then. */
  #send(call: Call, desk: Desk): boolean {
    const { id, text, terms, stage } = call;
    this.#replies.expect(id, call);
    call.stage = 'sent';
    if (!desk.send(text)) {
      this.#replies.withdraw(id);
      call.stage = stage;
      return false;
    }
    call.wasSent = true;
    if (stage === 'spooled') this.#spool.remove(call);
    if (stage === 'standing') this.#standing.delete(call);
    if (!terms.resend) call.text = '';
    if (!terms.noReply && this.#isOutstanding(call)) this.#deadlines.watch(call, terms.timeout);
    // Told before it is settled: what its caller calls next is sent next.
    desk.tellSent(text);
    if (terms.noReply) this.#succeed(call, undefined);
    return true;
  }

  /** Not when a socket answers within its own `send`, as a scripted one may. */
  #isOutstanding(call: Call): boolean {
    return call.stage !== 'settled';
  }

  #close(call: Call, refusing: { readonly cause?: unknown }): void {
    this.#reject(call, 'closed', 'the client is closed', refusing);
  }

  #reject(call: Call, kind: CallErrorKind, why: string, options?: ErrorOptions): void {
    const { method, id, wasSent } = call;
    const delivery = wasSent ? 'unknown' : 'never';
    const said = wasSent ? 'was sent, but not answered' : 'was not sent';
    this.#fail(
      call,
      new CallError(`the call of ${quote(method)} ${said}: ${why}`, { method, id, kind, delivery }, options),
    );
  }

  #succeed(call: Call, data: unknown): void {
    if (!this.#leaves(call)) return;
    call.resolve(data);
    this.#tellIdle();
  }

  #fail(call: Call, error: unknown): void {
    if (!this.#leaves(call)) return;
    call.reject(error);
    this.#tellIdle();
  }

  /** Takes the call out of wherever it is; false when it was settled before. */
  #leaves(call: Call): boolean {
    if (call.stage === 'settled') return false;
    if (call.stage === 'spooled') this.#spool.remove(call);
    if (call.stage === 'standing') this.#standing.delete(call);
    if (call.stage === 'sent') {
      this.#deadlines.drop(call, call.terms.timeout);
      this.#replies.abandon(call.id);
    }
    call.settle();
    this.#unsettled -= 1;
    return true;
  }

  #tellIdle(): void {
    if (this.#unsettled === 0) this.idle$.next();
  }
}

import { getEventListeners, setMaxListeners } from 'node:events';
import { Subject } from 'rxjs';
import { type BeamChat, CallError, type CallOptions, type ChatEvents, type ChatMessage } from '../../lib/index.js';
import type { Action, CallPlan, CallStep, Trigger } from './call-schedule.js';
import type { Entry, Outcome } from './history.js';

/** The methods that chaos calls. Each takes a token, which the server ignores except in `msg`. */
export interface ChaosMethods {
  msg(token: string, extra?: unknown): ChatMessage;
  history(count: number, token: string, extra?: unknown): ChatMessage[];
  ping(token: string, extra?: unknown): void;
  nope(token: string, extra?: unknown): void;
}

export type ChaosChat = BeamChat<ChatEvents, ChaosMethods>;

/** How many messages a call of `history` requests. */
const COUNT = 2;

/** Performs the planned actions on a client, and records the outcomes. */
export class Caller {
  /** Emits each time that no call is pending. */
  readonly idle$ = new Subject<void>();
  /** The error of each rejected call. */
  readonly rejections$ = new Subject<unknown>();
  readonly #chat: ChaosChat;
  readonly #wake$: Subject<unknown>;
  readonly #write: (entry: Entry) => void;
  /** The signal of most calls. It is never aborted. */
  readonly #forever = new AbortController().signal;
  readonly #closing = new Set<Promise<void>>();
  /** The actions that wait for the next value of a stream. */
  readonly #waiting = new Map<Trigger, Action[]>();
  #unsettled = 0;

  constructor(chat: ChaosChat, wake$: Subject<unknown>, write: (entry: Entry) => void) {
    this.#chat = chat;
    this.#wake$ = wake$;
    this.#write = write;
    setMaxListeners(0, this.#forever);
    chat.connected$.subscribe(() => this.#doAt('connected'));
    chat.reconnecting$.subscribe(() => this.#doAt('reconnecting'));
    chat.closed$.subscribe(() => this.#doAt('closed'));
    chat.sent$.subscribe(() => this.#doAt('sent'));
    chat.errors$.subscribe(() => this.#doAt('error'));
  }

  get idle(): boolean {
    return this.#unsettled === 0;
  }

  /** Listeners of settled calls on a signal that outlives them. */
  get listeners(): number {
    return getEventListeners(this.#forever, 'abort').length;
  }

  /** How many calls of close() have not resolved. */
  get closing(): number {
    return this.#closing.size;
  }

  /** Performs an action at once, or in the handler of the value that it waits for. */
  do({ from, ...action }: CallStep): void {
    if (from === undefined) this.#do(action);
    else this.#waiting.set(from, [...(this.#waiting.get(from) ?? []), action]);
  }

  /** Drops the waiting actions, which the last close() would otherwise trigger. */
  disarm(): void {
    this.#waiting.clear();
  }

  #doAt(trigger: Trigger): void {
    const actions = this.#waiting.get(trigger) ?? [];
    this.#waiting.delete(trigger);
    for (const action of actions) this.#do(action);
  }

  #do(action: Action): void {
    switch (action.act) {
      case 'call':
        return this.#call(action);
      case 'boot':
        this.#chat.boot();
        return;
      case 'wake':
        return this.#wake$.next(action.sign);
      case 'close':
        return this.#close(action);
    }
  }

  #close({ drain }: { drain?: number }): void {
    const closed = this.#chat.close(drain === undefined ? {} : { drain });
    this.#closing.add(closed);
    void closed.then(() => {
      this.#closing.delete(closed);
      // By then, handlers that run in microtasks have run.
      setImmediate(() => this.#checkClosed());
    });
  }

  #checkClosed(): void {
    if (this.#chat.status.state === 'closed') this.#write({ at: 'closed', unsettled: this.#unsettled });
  }

  #call(plan: CallPlan): void {
    const { token, method, options, way } = plan;
    const resend = (options.resend ?? method === 'history') && options.noReply === undefined;
    this.#write({ at: 'made', token, method, resend, refusable: method === 'nope' });
    this.#unsettled += 1;
    const aborter = plan.abortAfter === undefined ? undefined : new AbortController();
    const withSignal = { ...options, signal: aborter?.signal ?? this.#forever };
    if (way === 'promise') this.#promise(plan, withSignal);
    else this.#observe(plan, withSignal);
    if (aborter !== undefined) setTimeout(() => aborter.abort(), plan.abortAfter);
  }

  #promise(plan: CallPlan, options: CallOptions): void {
    const settled = (outcome: Outcome) => this.#settled(plan, outcome);
    this.#chat.call(plan.method, argumentsOf(plan), options).then(
      data => settled(success(plan, data)),
      error => settled(this.#failure(error)),
    );
  }

  #observe(plan: CallPlan, options: CallOptions): void {
    const values: unknown[] = [];
    const settled = (outcome: Outcome) => this.#settled(plan, outcome);
    const subscription = this.#chat.call$(plan.method, argumentsOf(plan), options).subscribe({
      next: data => values.push(data),
      complete: () => {
        const isRight = values.length === (plan.options.noReply ? 0 : 1);
        settled(
          isRight ? success(plan, values[0]) : { is: 'absurd', what: `it completed after ${values.length} values` },
        );
      },
      error: error => settled(this.#failure(error)),
    });
    if (plan.unsubscribeAfter === undefined) return;
    setTimeout(() => {
      if (subscription.closed) return;
      subscription.unsubscribe();
      settled({ is: 'unsubscribed' });
    }, plan.unsubscribeAfter);
  }

  #settled({ token }: CallPlan, outcome: Outcome): void {
    this.#write({ at: 'settled', token, outcome });
    this.#unsettled -= 1;
    if (this.idle) this.idle$.next();
  }

  #failure(error: unknown): Outcome {
    this.rejections$.next(error);
    if (error instanceof CallError) return { is: 'failed', kind: error.kind, delivery: error.delivery };
    return { is: 'absurd', what: `it was rejected with ${String(error)}` };
  }
}

const argumentsOf = ({ method, token, unserializable }: CallPlan) => {
  const extra = unserializable ? [1n] : [];
  return (method === 'history' ? [COUNT, token, ...extra] : [token, ...extra]) as [string];
};

const success = ({ method, token, options }: CallPlan, data: unknown): Outcome => {
  if (options.noReply) {
    return data === undefined ? { is: 'handed' } : { is: 'absurd', what: 'a noReply call resolved with data' };
  }
  return { is: 'answered', right: isRight(method, token, data) };
};

const isRight = (method: CallPlan['method'], token: string, data: unknown): boolean => {
  // The data may have any shape: a wrong reply must be recorded, and not crash.
  if (method === 'msg') return (data as Partial<ChatMessage> | undefined)?.message?.message?.[0]?.text === token;
  return method === 'history' ? Array.isArray(data) : (data ?? undefined) === undefined;
};

/** The token in the arguments of a call that the server received. */
export const tokenIn = (args: readonly unknown[]): string | undefined =>
  args.find((arg): arg is string => typeof arg === 'string' && /^t\d+$/.test(arg));

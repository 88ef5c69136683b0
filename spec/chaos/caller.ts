import { getEventListeners, setMaxListeners } from 'node:events';
import { Subject } from 'rxjs';
import { type BeamChat, CallError, type CallOptions, type ChatEvents, type ChatMessage } from '../../lib/index.js';
import type { CallPlan, CallStep, Deed, Moment } from './call-schedule.js';
import type { Entry, Outcome } from './history.js';

/** The methods that chaos calls; each takes a token, which the server passes over where it means nothing. */
export interface ChaosMethods {
  msg(token: string, extra?: unknown): ChatMessage;
  history(count: number, token: string, extra?: unknown): ChatMessage[];
  ping(token: string, extra?: unknown): void;
  nope(token: string, extra?: unknown): void;
}

export type ChaosChat = BeamChat<ChatEvents, ChaosMethods>;

/** How many messages are asked for. */
const COUNT = 2;

/** Does what is planned to a client, and writes down what it was told. */
export class Caller {
  /** Tells each time that every call has settled. */
  readonly idle$ = new Subject<void>();
  /** Each rejection as it came. */
  readonly rejections$ = new Subject<unknown>();
  readonly #chat: ChaosChat;
  readonly #wake$: Subject<unknown>;
  readonly #write: (entry: Entry) => void;
  /** One signal that most calls share, and that is never aborted. */
  readonly #forever = new AbortController().signal;
  readonly #closing = new Set<Promise<void>>();
  /** What is to be done by the next handler of a moment. */
  readonly #waiting = new Map<Moment, Deed[]>();
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

  /** The ends that were asked for and have not come. */
  get closing(): number {
    return this.#closing.size;
  }

  /** At once, or when the moment that it waits for has come. */
  do({ from, ...deed }: CallStep): void {
    if (from === undefined) this.#do(deed);
    else this.#waiting.set(from, [...(this.#waiting.get(from) ?? []), deed]);
  }

  /** Nothing more from within handlers: what waits for a moment would come with the end. */
  disarm(): void {
    this.#waiting.clear();
  }

  #doAt(moment: Moment): void {
    const deeds = this.#waiting.get(moment) ?? [];
    this.#waiting.delete(moment);
    for (const deed of deeds) this.#do(deed);
  }

  #do(deed: Deed): void {
    switch (deed.act) {
      case 'call':
        return this.#call(deed);
      case 'boot':
        this.#chat.boot();
        return;
      case 'wake':
        return this.#wake$.next(deed.sign);
      case 'close':
        return this.#close(deed);
    }
  }

  #close({ drain }: { drain?: number }): void {
    const closed = this.#chat.close(drain === undefined ? {} : { drain });
    this.#closing.add(closed);
    void closed.then(() => {
      this.#closing.delete(closed);
      // Those who are told in microtasks have been told by then.
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
    const told = { ...options, signal: aborter?.signal ?? this.#forever };
    if (way === 'promise') this.#promise(plan, told);
    else this.#observe(plan, told);
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
    return data === undefined ? { is: 'handed' } : { is: 'absurd', what: 'a reply came that nobody wanted' };
  }
  return { is: 'answered', right: isRight(method, token, data) };
};

const isRight = (method: CallPlan['method'], token: string, data: unknown): boolean => {
  // Whatever came, it is judged and not trusted: a wrong reply is a finding, and no crash.
  if (method === 'msg') return (data as Partial<ChatMessage> | undefined)?.message?.message?.[0]?.text === token;
  return method === 'history' ? Array.isArray(data) : (data ?? undefined) === undefined;
};

/** The token in the arguments of a call that the server received. */
export const tokenIn = (args: readonly unknown[]): string | undefined =>
  args.find((arg): arg is string => typeof arg === 'string' && /^t\d+$/.test(arg));

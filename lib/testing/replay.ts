import {
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  NEVER,
  Observable,
  ReplaySubject,
  Subject,
  type Subscription,
  tap,
  timer,
} from 'rxjs';
import type { BeamChat, BeamChatOptions, CallOptions, CloseOptions } from '../index.js';
import { MAX_TIMER_MS } from './long-timer.js';
import type { AttemptScript } from './scripted-server.js';
import type { ServerAction } from './server-action.js';

/** One thing that a user of the client or one of its servers does; `at` is in ms since the beginning. */
export type Step = { readonly at: number } & (
  | { readonly boot: true }
  | { readonly close: CloseOptions }
  /** The `wake$` of the client emits it. */
  | { readonly network: 'wake' | 'offline' }
  | {
      readonly call: number;
      readonly method: string;
      readonly args: readonly unknown[];
      readonly options?: CallOptions;
    }
  | { readonly ping: number }
  /** The caller of that call cancels it. */
  | { readonly cancel: number }
  /** What the server of that dial does; dials count from 1. */
  | { readonly dial: number; readonly act: ServerAction | string }
);

/** What was recorded besides the steps. */
export interface ReplayFacts {
  /** The address of each dial, in order. */
  readonly dials: readonly string[];
  /** The wait before each later attempt, in ms, in order. */
  readonly waits: readonly number[];
}

/** How often what a step causes at once gets its turn before the next step of the same ms. */
const TURNS = 4;

/** Makes a client and its {@link ScriptedSocket} do again what was recorded, in virtual time. Scripts of recordings use it. */
export class Replay {
  /** The scripts of the servers, by address: each dial does what the steps say. */
  readonly servers: Readonly<Record<string, readonly AttemptScript[]>>;
  /** For the ScriptedSocket: it answers nothing by itself. */
  readonly replies = { auth: NEVER, optOutEvents: NEVER, ping: NEVER };
  /** For the client: makes it wait as long as was recorded. */
  readonly options: BeamChatOptions;
  readonly #facts: ReplayFacts;
  readonly #acts: readonly ReplaySubject<ServerAction | string>[];
  readonly #wake$ = new Subject<unknown>();
  readonly #calls = new Map<number, Subscription>();
  #dialled = 0;
  #waited = 0;

  constructor(facts: ReplayFacts) {
    this.#facts = facts;
    this.#acts = facts.dials.map(() => new ReplaySubject<ServerAction | string>());
    const servers: Record<string, AttemptScript[]> = {};
    for (const [at, address] of facts.dials.entries()) {
      servers[address] ??= [];
      servers[address].push(this.#acts[at] as AttemptScript);
    }
    // What is dialled beyond the recording gets no answer.
    for (const scripts of Object.values(servers)) scripts.push(NEVER);
    this.servers = servers;
    this.options = {
      backoff: { initial: MAX_TIMER_MS, max: MAX_TIMER_MS },
      // Half a ms more, since the client rounds down.
      random: () => ((facts.waits[this.#waited] ?? 0) + 0.5) / MAX_TIMER_MS,
      wake$: this.#wake$,
    };
  }

  /** For the client: one address at a time, so that it dials them in the order of the recording. */
  readonly addresses = (): readonly string[] => {
    const { dials } = this.#facts;
    this.#dialled += 1;
    return [dials[Math.min(this.#dialled, dials.length) - 1] ?? 'ws://nobody.test'];
  };

  /** Does each step at its time. Completes after the last one; unsubscribing stops it. */
  play(chat: BeamChat, steps: readonly Step[]): Observable<never> {
    return new Observable(subscriber => {
      subscriber.add(
        chat.reconnecting$.subscribe(() => {
          this.#waited += 1;
        }),
      );
      let now = 0;
      const each$ = steps.map(step => {
        const wait = step.at - now;
        now = step.at;
        return defer(() =>
          timer(wait).pipe(
            tap(() => this.#do(chat, step)),
            concatMap(() => turns(TURNS)),
          ),
        );
      });
      subscriber.add(
        concat(...each$)
          .pipe(ignoreElements())
          .subscribe(subscriber),
      );
    });
  }

  #do(chat: BeamChat, step: Step): void {
    if ('boot' in step) chat.boot();
    else if ('close' in step) void chat.close(step.close);
    else if ('network' in step) this.#wake$.next(step.network);
    else if ('cancel' in step) this.#calls.get(step.cancel)?.unsubscribe();
    else if ('ping' in step) chat.ping().catch(() => {});
    else if ('call' in step) {
      const { call, method, args, options } = step;
      this.#calls.set(call, chat.call$<unknown>(method, args, options).subscribe({ error: () => {} }));
    } else this.#acts[step.dial - 1]?.next(step.act);
  }
}

const turns = (left: number): Observable<unknown> =>
  left === 0 ? EMPTY : timer(0).pipe(concatMap(() => turns(left - 1)));

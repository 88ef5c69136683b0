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
import { activityOf } from '../activity/activity.js';
import type { BeamChat, ClientOptions, Protocol, RpcClient } from '../index.js';
import { isJsonRpc } from './json-rpc-wire.js';
import { MAX_TIMER_MS } from './long-timer.js';
import { NOBODY, ReplayDials } from './replay-dials.js';
import { ReplayHandlers } from './replay-handlers.js';
import type { ReplayFacts, Step } from './replay-step.js';
import type { AttemptScript } from './scripted-server.js';
import type { ServerAction } from './server-action.js';
import type { ProtocolSocketOptions } from './socket-options.js';

/** How many turns of the scheduler the effects of a step get before the next step of the same ms. */
const TURNS = 4;

const NOTHING = () => undefined;

/** Replays a recording with a client and its {@link ScriptedSocket}, in virtual time. Generated scripts use it. */
export class Replay {
  /** The scripts of the servers, by address: each dial does what the steps say. */
  readonly servers: Readonly<Record<string, readonly AttemptScript[]>>;
  /** For the ScriptedSocket: it sends no replies by itself. */
  readonly replies = { auth: NEVER, optOutEvents: NEVER, ping: NEVER };
  /** For the client: makes it wait as long as recorded. */
  readonly options: Pick<ClientOptions, 'backoff' | 'random' | 'stableAfter' | 'wake$'>;
  readonly #acts: readonly ReplaySubject<ServerAction | string>[];
  readonly #dials: ReplayDials;
  readonly #handlers = new ReplayHandlers();
  readonly #wake$ = new Subject<unknown>();
  readonly #calls = new Map<number, Subscription>();
  readonly #subscribers = new Map<number, Subscription>();

  constructor(facts: ReplayFacts) {
    const dials = facts.dials.flat();
    this.#acts = dials.map(() => new ReplaySubject<ServerAction | string>());
    const servers: Record<string, AttemptScript[]> = {};
    for (const [at, address] of dials.entries()) {
      servers[address] ??= [];
      servers[address].push(this.#acts[at] as AttemptScript);
    }
    // Dials that the recording does not contain get no answer.
    for (const scripts of Object.values(servers)) scripts.push(NEVER);
    // A recording may have no dials, but a ScriptedSocket needs a server.
    this.servers = dials.length === 0 ? { [NOBODY]: [NEVER] } : servers;
    this.#dials = new ReplayDials(facts);
    this.options = {
      backoff: { initial: MAX_TIMER_MS, max: MAX_TIMER_MS },
      stableAfter: MAX_TIMER_MS,
      random: () => this.#dials.random(),
      wake$: this.#wake$,
    };
  }

  /** For the ScriptedSocket of an `RpcClient`: it speaks the protocol, and sends no replies by itself. */
  silent(protocol: Protocol): ProtocolSocketOptions {
    const server = { reply: NOTHING, refusal: NOTHING, ...(isJsonRpc(protocol) ? {} : { read: NOTHING }) };
    return { protocol, server };
  }

  /** For the client: returns the addresses of one attempt at a time, so that it dials them in the recorded order. */
  readonly addresses = (): readonly string[] => this.#dials.addresses();

  /** Does each step at its time. Completes after the last one; unsubscribing stops it. */
  play(client: BeamChat | RpcClient, steps: readonly Step[]): Observable<never> {
    return new Observable(subscriber => {
      subscriber.add(this.#follow(client));
      let now = 0;
      const each$ = steps.map(step => {
        const wait = step.at - now;
        now = step.at;
        return defer(() =>
          timer(wait).pipe(
            tap(() => this.#do(client as RpcClient, step)),
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

  /** Follows the client's dials, and makes it call the address function before each attempt. */
  #follow(client: object): Subscription {
    const source = activityOf(client, 'play()');
    this.#dials.hedge = Number(source.options['hedge']);
    if (this.#dials.isHedged) source.askEachTime?.();
    return source.activity$.subscribe(activity => {
      if (activity.type === 'dial') this.#dials.dialled(activity.dial);
      else if (activity.type === 'gone') this.#dials.gone(activity.dial, activity.byClient);
      else if (activity.type === 'waiting') this.#dials.waiting();
    });
  }

  #do(client: RpcClient, step: Step): void {
    const ignore = { error: () => {} };
    if ('boot' in step) client.boot();
    else if ('close' in step) void client.close(step.close);
    else if ('network' in step) this.#wake$.next(step.network);
    else if ('heartbeat' in step) this.#wake$.next('wake');
    else if ('cancel' in step) this.#calls.get(step.cancel)?.unsubscribe();
    else if ('ping' in step) client.ping().catch(() => {});
    else if ('call' in step) {
      const { call, method, args, options } = step;
      this.#calls.set(call, client.call$<unknown>(method, args as never, options).subscribe(ignore));
    } else if ('subscribe' in step) {
      const { subscribe, method, args, options } = step;
      this.#subscribers.set(subscribe, client.subscribe$<unknown>(method, args, options).subscribe(ignore));
    } else if ('unsubscribe' in step) this.#subscribers.get(step.unsubscribe)?.unsubscribe();
    else if ('dial' in step) this.#acts[step.dial - 1]?.next(step.act);
    else this.#handlers.do(client, step);
  }
}

const turns = (left: number): Observable<unknown> =>
  left === 0 ? EMPTY : timer(0).pipe(concatMap(() => turns(left - 1)));

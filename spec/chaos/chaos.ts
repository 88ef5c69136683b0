import { setImmediate } from 'node:timers/promises';
import { firstValueFrom, from, map, of, Subject, timeout } from 'rxjs';
import { AuthenticationFailedError, BeamChat, type BeamChatOptions, BeamError, type Join } from '../../lib/index.js';
import { ChatServer } from '../../lib/server/index.js';
import { type CallStep, callSchedule } from './call-schedule.js';
import { Caller, type ChaosChat, tokenIn } from './caller.js';
import { type FaultStep, faultSchedule } from './fault-schedule.js';
import type { Entry } from './history.js';
import { joinOverHttp } from './join-over-http.js';
import { leftBeyond, resources } from './leaks.js';
import { judge } from './ledger.js';
import { play } from './play.js';
import { Chance } from './prng.js';
import type { Result } from './report.js';
import { tally } from './tally.js';
import { watchedWebSocket } from './watched-web-socket.js';

const ENDPOINTS = 3;
const CHANNEL = 42;
/** How long calls may take to settle after all faults are healed, and the client to close, in ms. */
const TIMEOUT_MS = 10_000;

/** Short times, so that every limit is reached often. */
const LIMITS: BeamChatOptions = {
  connectTimeout: 400,
  callTimeout: 600,
  pingInterval: 150,
  pingTimeout: 100,
  backoff: { initial: 60, max: 300 },
  stableAfter: 150,
};

/** What a run of a seed does, and when. */
export interface Plan {
  readonly faults: readonly FaultStep[];
  readonly calls: readonly CallStep[];
  readonly options: BeamChatOptions;
}

export const planOf = (seed: number, seconds: number): Plan => {
  const chance = new Chance(seed);
  const ms = seconds * 1000;
  const faults = faultSchedule(chance.fork(), ms, ENDPOINTS);
  const calls = callSchedule(chance.fork(), ms);
  const spool = {
    limit: chance.pick([20, 1000]),
    ttl: chance.pick([Number.POSITIVE_INFINITY, 250]),
    overflow: chance.pick(['reject-newest', 'drop-oldest'] as const),
  };
  return { faults, calls, options: { ...LIMITS, spool, random: chance.fork().next } };
};

/** Receives what only the client's own code sees, for specs that search its output. */
export interface Inspector {
  joined?(join: Join): void;
  watch?(chat: ChaosChat): void;
  rejected?(error: unknown): void;
}

/** Runs a client that calls all the time against servers that fail all the time, then heals, settles, closes and judges everything. */
export const chaos = async (seed: number, seconds: number, inspector: Inspector = {}): Promise<Result> => {
  // The test runner sets its timer only after this function has started.
  await setImmediate();
  const before = resources();
  const plan = planOf(seed, seconds);
  const run = new Run(await ChatServer.listen({ endpoints: ENDPOINTS }), plan, inspector);
  await Promise.all([play(plan.faults, step => run.injectFault(step)), play(plan.calls, step => run.act(step))]);
  const stuck = await run.end();
  const leaks = [...stuck, ...(await leftBeyond(before))];
  const { history, errors } = run;
  const violations = judge(history);
  return { seed, seconds, tally: tally(history), violations, leaks, errors, faults: run.faults };
};

class Run {
  readonly history: Entry[] = [];
  readonly errors: Record<string, number> = {};
  faults = 0;
  readonly #server: ChatServer;
  readonly #chat: ChaosChat;
  readonly #caller: Caller;
  readonly #pending = new Set<Promise<void>>();
  /** The endpoint of each fault, by its number. */
  readonly #targets = new Map<number, number>();

  constructor(server: ChatServer, { options }: Plan, inspector: Inspector) {
    const write = (entry: Entry) => void this.history.push(entry);
    const wake$ = new Subject<unknown>();
    const join = async () => {
      const reply = await joinOverHttp(server.joinUrl(CHANNEL, 'ada'));
      inspector.joined?.(reply);
      return reply;
    };
    this.#server = server;
    this.#chat = new BeamChat(join, {
      ...options,
      auth: ({ user, authkey }) => [CHANNEL, (user as { id: number }).id, authkey],
      wake$,
      WebSocketCtor: watchedWebSocket(alive => write({ at: 'dialled', alive })),
    });
    this.#caller = new Caller(this.#chat, wake$, write);
    this.#caller.rejections$.subscribe(error => inspector.rejected?.(error));
    inspector.watch?.(this.#chat);
    this.#watchServer(write);
    this.#watchClient(write);
    this.#chat.optOutEvents('UserJoin', 'UserLeave').catch(() => {});
    this.#chat.boot();
  }

  injectFault(step: FaultStep): void {
    const done = this.#apply(step);
    this.#pending.add(done);
    void done.then(() => this.#pending.delete(done));
  }

  act(step: CallStep): void {
    this.#caller.do(step);
  }

  /** Heals the servers, waits for every call and closes everything. Returns what did not end. */
  async end(): Promise<string[]> {
    await Promise.all(this.#pending);
    for (let i = 0; i < ENDPOINTS; i += 1) {
      await this.#server.endpoint(i).heal();
      await this.#server.endpoint(i).start();
    }
    this.#caller.disarm();
    this.#chat.boot();
    if (!this.#caller.idle) await inTime(firstValueFrom(this.#caller.idle$));
    const closed = await inTime(this.#chat.close());
    const { closing, listeners } = this.#caller;
    await this.#server.close();
    return [
      ...(closed ? [] : ['a close() that never resolved']),
      ...(closing === 0 ? [] : [`${closing} earlier close() that never resolved`]),
      ...(listeners === 0 ? [] : [`${listeners} listeners on a signal`]),
    ];
  }

  #target({ endpoint, number }: FaultStep): number {
    const here = Math.max(0, this.#server.endpoints.indexOf(this.#chat.status.address ?? ''));
    const target = this.#targets.get(number) ?? (endpoint === 'here' ? here : endpoint);
    this.#targets.set(number, target);
    return target;
  }

  async #apply(step: FaultStep): Promise<void> {
    const endpoint = this.#server.endpoint(this.#target(step));
    switch (step.act) {
      case 'fault':
        this.faults += 1;
        return endpoint.fault(step.name, step.setting as never);
      case 'heal':
        return endpoint.heal(step.name);
      case 'stop':
        this.faults += 1;
        return endpoint.stop(step.farewell);
      case 'start':
        return endpoint.start();
    }
  }

  #watchServer(write: (entry: Entry) => void): void {
    this.#server.connections$.subscribe(({ at, connection }) => {
      if (at === 'opened') write({ at, connection });
    });
    this.#server.received$.subscribe(({ connection, packet: { method, id, arguments: args } }) =>
      write({ at: 'received', connection, method, id, token: tokenIn(args), args: JSON.stringify(args) }),
    );
  }

  #watchClient(write: (entry: Entry) => void): void {
    this.#chat.status$.subscribe(({ state }) => {
      const ms = performance.now();
      if (state === 'reconnecting') write({ at: 'lost', ms });
      if (state === 'closing' || state === 'closed') write({ at: 'ended' });
    });
    this.#chat.closed$.subscribe(({ address }) => write({ at: 'closeAnnounced', hadSocket: address !== undefined }));
    this.#chat.connected$.subscribe(() => write({ at: 'established', ms: performance.now() }));
    this.#chat.errors$.subscribe(error => {
      const name = error instanceof BeamError ? error.name : 'something that is no BeamError';
      this.errors[name] = (this.errors[name] ?? 0) + 1;
      // The client has closed because auth was refused: boot() starts it again with new credentials.
      if (error instanceof AuthenticationFailedError) this.#chat.boot();
    });
  }
}

/** Whether a promise settles in time. */
const inTime = (promise: Promise<unknown>): Promise<boolean> =>
  firstValueFrom(
    from(promise).pipe(
      map(() => true),
      timeout({ first: TIMEOUT_MS, with: () => of(false) }),
    ),
  );

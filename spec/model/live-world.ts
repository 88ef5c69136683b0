import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { asyncScheduler, filter, firstValueFrom, takeUntil, timer } from 'rxjs';
import type { WebSocket } from 'ws';
import { BeamChat, type CallOptions, type WebSocketConstructor } from '../../lib/index.js';
import { runtimeWebSocket } from '../../lib/link/platform.node.js';
import { ChatServer } from '../../lib/server/index.js';
import { CHANNEL } from '../kit/live.js';
import { Auditor, type Outcome, PLAIN } from './auditor.js';
import { type Asked, tagsOf } from './scripted-socket.js';

/** The longest that a run may take to end, in ms. */
const DEADLINE = 5_000;
const OPEN = 1;

/** What stands or strikes at an endpoint; all of it heals in the end. */
const FAULTS = [
  ['refuse', undefined],
  ['hang', undefined],
  ['httpError', 503],
  ['neverWelcome', undefined],
  ['lateWelcome', 20],
  ['closeAfterWelcome', 1001],
  ['drop', undefined],
  ['drop', undefined],
  ['close', 1000],
  ['close', 4000],
  ['freeze', undefined],
  ['slow', 5],
  ['delayReplies', 20],
  ['suppressReplies', 'all'],
  ['suppressReplies', 'all'],
  ['duplicateReplies', undefined],
  ['reorderReplies', 10],
  ['garbage', 2],
  ['binary', undefined],
  ['authServerError', undefined],
  ['silentAuth', undefined],
] as const;

type Via = 'call' | 'call$';

export type LiveStep =
  | { readonly do: 'call'; readonly via: Via; readonly options: LiveOptions; readonly signal: boolean }
  | { readonly do: 'fault'; readonly at: number; readonly fault: (typeof FAULTS)[number] }
  | { readonly do: 'heal' | 'stop' | 'start'; readonly at: number }
  | { readonly do: 'abort' | 'unsubscribe'; readonly pick: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'boot' | 'close' | 'drain' };

interface LiveOptions {
  readonly noReply: boolean;
  readonly force: boolean;
  readonly resend: boolean;
  readonly timeout: number;
}

const rarely = fc.constantFrom(true, false, false, false, false);
const at = fc.nat({ max: 1 });
const pick = fc.nat({ max: 7 });

const liveStep: fc.Arbitrary<LiveStep> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      via: fc.constantFrom<Via>('call', 'call$'),
      signal: rarely,
      options: fc.record({
        noReply: rarely,
        force: rarely,
        resend: rarely,
        timeout: fc.constantFrom(15, 2_000, 2_000),
      }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fault' as const), at, fault: fc.constantFrom(...FAULTS) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('heal' as const, 'stop' as const, 'start' as const), at }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('abort' as const, 'unsubscribe' as const), pick }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 2, 10, 40) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('boot' as const, 'close' as const, 'drain' as const).map(name => ({ do: name })),
  },
);

export const livePlay = fc.record({
  auth: fc.boolean(),
  limit: fc.constantFrom(2, Number.POSITIVE_INFINITY),
  steps: fc.array(liveStep, { minLength: 5, maxLength: 30, size: 'max' }),
});

/** Plays over real sockets. What the server received is what counts; the times are only bounds. */
export const playLive = async (play: {
  readonly auth: boolean;
  readonly limit: number;
  readonly steps: readonly LiveStep[];
}): Promise<Auditor> => {
  const server = await ChatServer.listen({ endpoints: 2, authkeys: 'reusable' });
  const bounds = { limit: play.limit, most: Number.POSITIVE_INFINITY, ttl: Number.POSITIVE_INFINITY };
  const auditor = new Auditor({ ...bounds, exact: false, seesAll: true, welcome: true }, () => asyncScheduler.now());
  const join = (await (await fetch(server.joinUrl(CHANNEL, 'ada'))).json()) as { authkey: string };
  const { WebSocketCtor, look } = recorded(auditor);
  const chat = new BeamChat(server.endpoints, {
    ...(play.auth ? { auth: [CHANNEL, 7, join.authkey] } : {}),
    connectTimeout: 60,
    pingInterval: 40,
    pingTimeout: 40,
    backoff: { initial: 5, max: 20 },
    spool: { limit: play.limit },
    WebSocketCtor,
  });
  if (play.auth) auditor.remembers();
  chat.errors$.subscribe(error => auditor.errored(error));
  chat.connected$.subscribe(({ session }) => auditor.connected(session));
  const received = new Set<number>();
  server.received$.subscribe(({ packet }) => {
    for (const tag of tagsOf(packet as Asked)) received.add(tag);
  });
  const world = new LiveWorld(chat, server, auditor);
  try {
    world.boot();
    for (const step of play.steps) {
      auditor.log.push(`> ${JSON.stringify(step)}`);
      await world.take(step);
      look();
      auditor.check(chat.status);
    }
    await world.end();
    auditor.arrived(received);
  } finally {
    await chat.close();
    await server.close();
  }
  auditor.over();
  return auditor;
};

type NodeSocket = WebSocket & { leave(code: number, reason: string): void };

/** The sockets of a client, which tell the books before the client hears of anything. */
const recorded = (auditor: Auditor) => {
  const Runtime = runtimeWebSocket({ maxPayload: 1_048_576 });
  const sockets: NodeSocket[] = [];
  function Recorded(url: string, protocols?: string | string[]): NodeSocket {
    const socket = new (Runtime as new (...given: unknown[]) => unknown)(url, protocols) as NodeSocket;
    const number = sockets.push(socket) - 1;
    const [send, terminate, leave] = [socket.send, socket.terminate, socket.leave] as ((...given: unknown[]) => void)[];
    auditor.dialled(number);
    socket.prependListener('open', () => auditor.opened(number));
    socket.prependListener('message', (data, isBinary) => isBinary || hear(auditor, number, String(data)));
    return Object.assign(socket, {
      send: (text: string) => {
        const packet = JSON.parse(text) as Asked;
        auditor.received(number, packet.id, packet.method, ...tagsOf(packet));
        send?.call(socket, text);
      },
      terminate: () => {
        auditor.gone(number);
        terminate?.call(socket);
      },
      leave: (code: number, reason: string) => {
        auditor.gone(number);
        leave?.call(socket, code, reason);
      },
    });
  }
  /** Notices those that their servers have begun to close. */
  const look = () => {
    for (const [number, { readyState }] of sockets.entries()) if (readyState > OPEN) auditor.unready(number);
  };
  return { WebSocketCtor: Recorded as unknown as WebSocketConstructor, look };
};

const hear = (auditor: Auditor, number: number, text: string): void => {
  const packet = parse(text);
  if (packet?.['event'] === 'WelcomeEvent') auditor.welcomed(number);
  if (packet?.['type'] !== 'reply') return;
  const { id, error, data } = packet;
  auditor.answered(number, id, { error, data });
};

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

class LiveWorld {
  readonly #signals: { readonly tag: number; readonly controller: AbortController }[] = [];
  readonly #calls: { readonly tag: number; readonly cancel: () => void; over: boolean }[] = [];
  #tags = 0;

  constructor(
    private readonly chat: BeamChat,
    private readonly server: ChatServer,
    private readonly auditor: Auditor,
  ) {}

  boot(): void {
    this.auditor.booted();
    this.chat.boot();
  }

  async take(step: LiveStep): Promise<unknown> {
    const { chat, server, auditor } = this;
    switch (step.do) {
      case 'call':
        return this.#call(step.via, step.options, step.signal);
      case 'pass':
        return sleep(step.ms);
      case 'fault':
        return server.endpoint(step.at).fault(...(step.fault as [never, never]));
      case 'heal':
        return server.endpoint(step.at).heal();
      case 'stop':
        return server.endpoint(step.at).stop();
      case 'start':
        return server.endpoint(step.at).start();
      case 'boot':
        return this.boot();
      case 'close':
        auditor.closing();
        return chat.close();
      case 'drain':
        auditor.closing(true);
        return chat.close({ drain: 50 });
      case 'abort':
        return this.#abort(step.pick);
      case 'unsubscribe':
        return this.#unsubscribe(step.pick);
    }
  }

  #call(via: Via, options: LiveOptions, signal: boolean): void {
    const { auditor, chat } = this;
    this.#tags += 1;
    const tag = this.#tags;
    const controller = new AbortController();
    // What is forced never waits for another connection.
    const resend = options.resend && !options.force;
    auditor.made(tag, { ...PLAIN, ...options, resend, method: 'ping', untimed: via === 'call' });
    const given: CallOptions = { ...options, signal: signal ? controller.signal : undefined };
    if (signal) this.#signals.push({ tag, controller });
    const settled = (outcome: Outcome) => {
      entry.over = true;
      auditor.settled(tag, outcome);
    };
    const entry = { tag, cancel: () => {}, over: false };
    const args = [`#${tag}`] as never;
    if (via === 'call') {
      chat.call('ping', args, given).then(
        () => settled({ resolved: undefined }),
        error => settled({ error }),
      );
    } else {
      const subscription = chat.call$('ping', args, given).subscribe({
        complete: () => settled({ resolved: undefined }),
        error: error => settled({ error }),
      });
      entry.cancel = () => {
        auditor.cancelled(tag);
        subscription.unsubscribe();
      };
      this.#calls.push(entry);
    }
  }

  #abort(pick: number): void {
    const [signal] = this.#signals.splice(pick % Math.max(1, this.#signals.length), 1);
    if (signal === undefined) return;
    this.auditor.aborted(signal.tag);
    signal.controller.abort();
  }

  #unsubscribe(pick: number): void {
    const pending = this.#calls.filter(({ over }) => !over);
    const call = pending[pick % pending.length];
    if (call === undefined) return;
    call.over = true;
    call.cancel();
  }

  /** All heals: a client that runs must come back and answer; then it closes. */
  async end(): Promise<void> {
    const { chat, server, auditor } = this;
    for (const index of [0, 1]) {
      await server.endpoint(index).heal();
      await server.endpoint(index).start();
    }
    this.boot();
    const recovered$ = chat.status$.pipe(
      filter(({ state }) => state === 'connected'),
      takeUntil(timer(DEADLINE)),
    );
    await firstValueFrom(recovered$, { defaultValue: undefined });
    auditor.left(`state ${chat.status.state} when all is healed`, chat.status.state === 'connected' ? 0 : 1);
    this.#tags += 1;
    const options = { timeout: DEADLINE, resend: true };
    auditor.made(this.#tags, { ...PLAIN, ...options, method: 'ping', untimed: true });
    const outcome = await chat.call('ping', [`#${this.#tags}`] as never, options).then(
      (): Outcome => ({ resolved: undefined }),
      (error: unknown): Outcome => ({ error }),
    );
    auditor.settled(this.#tags, outcome);
    auditor.left('calls unanswered when all is healed', 'error' in outcome ? 1 : 0);
    auditor.closing();
    await chat.close();
    await sleep(0);
  }
}

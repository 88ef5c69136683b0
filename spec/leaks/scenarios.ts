import { getEventListeners } from 'node:events';
import { argv, env } from 'node:process';
import { firstValueFrom, lastValueFrom, type Observable, take } from 'rxjs';
import { BeamChat } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { FakeWebSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { type Left, leftBy } from './measure.js';

/** Runs the scenario whose name is its argument, and prints a {@link Left} as JSON. */
const ENDPOINTS = (env['ENDPOINTS'] ?? '').split(' ');
const IGNORING = { error: () => {} };

const connected = async (endpoints = ENDPOINTS): Promise<BeamChat> => {
  const chat = new BeamChat(endpoints, { backoff: { initial: 0 }, spool: { limit: Number.POSITIVE_INFINITY } });
  const session = firstValueFrom(chat.connected$);
  chat.boot();
  await session;
  return chat;
};

/** Calls `ping`, which the server answers without auth. */
const calls = async (chat: BeamChat, count: number, signal?: AbortSignal): Promise<void> => {
  for (let done = 0; done < count; done += 500) {
    await Promise.all(Array.from({ length: 500 }, () => chat.call('ping', [], { signal })));
  }
};

const inOneClient = async (act: (chat: BeamChat) => Promise<unknown>, times?: number): Promise<Left> => {
  const chat = await connected();
  const left = await leftBy(() => act(chat), times);
  await chat.close();
  return left;
};

const SCENARIOS: Readonly<Record<string, () => Promise<Left>>> = {
  calls: () => inOneClient(chat => calls(chat, 10_000)),
  'noReply calls': () =>
    inOneClient(async chat => {
      for (let at = 0; at < 10_000; at += 1) void chat.call('ping', [], { noReply: true });
      await chat.ping();
    }),
  'call$ unsubscribed': () =>
    inOneClient(async chat => {
      for (let at = 0; at < 10_000; at += 1) chat.call$('ping', []).subscribe(IGNORING).unsubscribe();
      await chat.ping();
    }),
  'calls that time out': () =>
    inOneClient(async chat => {
      const late = Array.from({ length: 10_000 }, () => chat.call('ping', [], { timeout: 1 }).catch(() => {}));
      await Promise.all(late);
      await chat.ping();
    }),
  'calls with one signal': async () => {
    const { signal } = new AbortController();
    const left = await inOneClient(chat => calls(chat, 10_000, signal));
    return { ...left, handles: [...left.handles, ...getEventListeners(signal, 'abort').map(() => 'listener')] };
  },
  'spooled calls cancelled': async () => {
    const chat = new BeamChat(['ws://127.0.0.1:9'], { spool: { limit: Number.POSITIVE_INFINITY, ttl: 60_000 } });
    const { signal } = new AbortController();
    const left = await leftBy(async () => {
      for (let at = 0; at < 10_000; at += 1) chat.call$('ping', [], { signal }).subscribe(IGNORING).unsubscribe();
    });
    await chat.close();
    return { ...left, handles: [...left.handles, ...getEventListeners(signal, 'abort').map(() => 'listener')] };
  },
  // The endpoints of this scenario close right after the welcome.
  reconnects: async () => {
    const chat = await connected();
    // What the runtime compiles and caches grows for some 2,000 reconnects.
    const left = await leftBy(() => lastValueFrom(chat.closed$.pipe(take(350))), 5, 6);
    await chat.close();
    return left;
  },
  'events$ subscribed': () =>
    inOneClient(async chat => {
      for (let at = 0; at < 1_000; at += 1) chat.events$<unknown>(`Event ${at}`).subscribe().unsubscribe();
    }),
  'status$ and the other streams subscribed': () =>
    inOneClient(async chat => {
      for (let at = 0; at < 1_000; at += 1) {
        const { status$, connected$, reconnecting$, closed$, packets$, sent$, spooled$, errors$ } = chat;
        const streams: Observable<unknown>[] = [status$, connected$, reconnecting$, closed$];
        for (const stream$ of [...streams, packets$, sent$, spooled$, errors$]) stream$.subscribe().unsubscribe();
      }
    }),
  'BeamSocket on and off': async () => {
    const socket = new BeamSocket(ENDPOINTS);
    const connects = new Promise(resolve => socket.once('connected', resolve));
    socket.boot();
    await connects;
    const listener = () => {};
    const left = await leftBy(async () => {
      for (let at = 0; at < 1_000; at += 1) {
        for (const name of ['ChatMessage', 'connected', 'error', 'packet', 'sent', 'spooled']) {
          socket.on(name, listener).off(name, listener);
        }
      }
    });
    await socket.close();
    return left;
  },
  'boot and close': () => {
    const chat = new BeamChat(ENDPOINTS, { backoff: { initial: 0 } });
    return leftBy(async () => {
      for (let at = 0; at < 250; at += 1) {
        const session = firstValueFrom(chat.connected$);
        chat.boot();
        await session;
        await chat.close();
      }
    }, 3);
  },
  'boot and close at once': () => {
    const { WebSocketCtor, made } = fakeWebSockets(FakeWebSocket);
    const chat = new BeamChat(['ws://chat.test'], { WebSocketCtor });
    return leftBy(
      async () => {
        for (let at = 0; at < 1_000; at += 1) await chat.boot().close();
        made.length = 0;
      },
      5,
      4,
    );
  },
  'new clients': () =>
    leftBy(async () => {
      for (let at = 0; at < 100; at += 1) {
        const chat = await connected();
        await chat.call('ping', []);
        await chat.close();
      }
    }),
  /** A leak small enough to test the measurement. */
  'a leak': () => {
    const kept: unknown[] = [];
    return leftBy(async () => {
      for (let at = 0; at < 1_000; at += 1) kept.push({ at, listener: () => kept, values: [at, { at }, { at }] });
    });
  },
  'a timer': () =>
    leftBy(async () => {
      setTimeout(() => {}, 1_000);
    }),
};

const [, , name = ''] = argv;
const scenario = SCENARIOS[name];
if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
process.stdout.write(JSON.stringify(await scenario()));

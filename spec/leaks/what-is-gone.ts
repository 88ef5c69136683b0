/** Prints what is left of connections that are gone, while their clients are still there. Run it with `--expose-gc`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { filter } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { BeamChat } from '../../lib/index.js';
import { next } from '../kit/live.js';

const GC_ROUNDS = 5;
const WELCOME = JSON.stringify({ type: 'event', event: 'WelcomeEvent', data: {} });

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', socket => socket.send(WELCOME));
await once(server, 'listening');
const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
const refused = 'ws://127.0.0.1:9';

/** A client, and what its connections hold: each socket, and each join reply. */
const stage = (address: string) => {
  const held: WeakRef<object>[] = [];
  class NotedSocket extends WebSocket {
    constructor(to: string) {
      super(to);
      held.push(new WeakRef(this));
    }
  }
  const join = () => {
    const part = {};
    held.push(new WeakRef(part));
    return { endpoints: [address], part };
  };
  const chat = new BeamChat(join, { WebSocketCtor: NotedSocket, backoff: { initial: 0, max: 0 } });
  const left = async (): Promise<number> => {
    for (let round = 0; round < GC_ROUNDS; round += 1) {
      // In these turns, the runtime lets go of what it has closed.
      await wait(10);
      gc?.();
    }
    return held.filter(each => each.deref() !== undefined).length;
  };
  return { chat, held, left };
};

const session = (chat: BeamChat, at: number) => next(chat.connected$.pipe(filter(info => info.session === at)));
const fourthWait = (chat: BeamChat) => next(chat.reconnecting$.pipe(filter(({ attempt }) => attempt > 3)));

/** How many things of earlier connections are left after a loss. */
const lost = async (): Promise<number> => {
  const { chat, held, left } = stage(url);
  chat.boot();
  await session(chat, 1);
  const before = held.length;
  for (const socket of server.clients) socket.terminate();
  await session(chat, 2);
  const ofTheSecond = held.length - before;
  const still = await left();
  await chat.close();
  return still - ofTheSecond;
};

/** How many things are left after `close()`. */
const closed = async (address: string, when: (chat: BeamChat) => Promise<unknown>): Promise<number> => {
  const { chat, left } = stage(address);
  chat.boot();
  await when(chat);
  await chat.close();
  const still = await left();
  // Until here, the client itself is there.
  if (chat.status.state !== 'closed') throw new Error(chat.status.state);
  return still;
};

const results = {
  'a loss': await lost(),
  'close() while connected': await closed(url, chat => session(chat, 1)),
  'close() after dials that failed': await closed(refused, fourthWait),
};
server.close();
process.stdout.write(JSON.stringify(results));

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { config, filter, lastValueFrom } from 'rxjs';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { type BeamChat, type BeamChatOptions, CallError, type CallOptions, type Status } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { FakeNodeSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { DEADLINE, FIRST, next, type Stage } from '../kit/live.js';

/** One of the three ways to make a call; all are one and the same underneath. */
export interface Face {
  readonly name: string;
  call(socket: BeamSocket, method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown>;
}

export const faces: readonly Face[] = [
  {
    name: 'call()',
    call: (socket, method, args, options) => socket.chat.call<unknown>(method, args as never, options),
  },
  {
    name: 'call$()',
    call: (socket, method, args, options) =>
      lastValueFrom(socket.chat.call$<unknown>(method, args as never, options), { defaultValue: undefined }),
  },
  { name: 'BeamSocket.call()', call: (socket, method, args, options) => socket.call<unknown>(method, args, options) },
];

/** Waits that are none, so that a spec goes as fast as its sockets. */
export const QUICK: BeamChatOptions = { ...FIRST, backoff: { initial: 0, max: 0 } };

/** A client over any addresses, in both its forms, to be closed with the stage; its errors are kept. */
export const client = (
  stage: Stage,
  addresses: ConstructorParameters<typeof BeamChat>[0],
  options: BeamChatOptions = {},
) => {
  const socket = stage.with(new BeamSocket(addresses, { ...QUICK, ...options }));
  const errors: Error[] = [];
  socket.on('error', error => errors.push(error as Error));
  return { socket, chat: socket.chat, errors };
};

/** A client that has joined as a user, with new credentials for each connection, and stands. */
export const connect = async (stage: Stage, options: BeamChatOptions = {}, user = 'ada') => {
  const [addresses, auth] = stage.joining(user);
  const made = client(stage, addresses, { ...auth, ...options });
  const connected = next(made.chat.connected$, 'session');
  made.socket.boot();
  await connected;
  return made;
};

/** The session of that number. */
export const session = (chat: BeamChat, number: number) =>
  next(chat.connected$.pipe(filter(each => each.session === number)), `session ${number}`);

export const state = (chat: BeamChat, wanted: Status['state']) =>
  next(chat.status$.pipe(filter(status => status.state === wanted)), `state ${wanted}`);

/** Kind and delivery of a call's error. */
export const factsOf = (error: unknown): string => {
  if (!(error instanceof CallError)) throw new Error(`no CallError, but ${String(error)}`);
  return `${error.kind} ${error.delivery}`;
};

/** How a promise ends: what a rejection says, or its value. */
export const outcome = async (promise: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(promise).then(value => `value ${JSON.stringify(value)}`, factsOf);

/** Turns of the event loop until something holds. */
export const until = async (holds: () => boolean, what = 'it'): Promise<void> => {
  const signal = AbortSignal.timeout(DEADLINE);
  while (!holds()) {
    if (signal.aborted) throw new Error(`${what} did not come to hold in ${DEADLINE} ms`);
    await new Promise(setImmediate);
  }
};

/** As many turns of the event loop: whatever was to happen at once has happened then. */
export const turns = async (count = 20): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise(setImmediate);
};

/** What is reported as unhandled meanwhile, by RxJS. */
export const unhandledDuring = async (act: () => unknown): Promise<unknown[]> => {
  const before = config.onUnhandledError;
  const unhandled: unknown[] = [];
  config.onUnhandledError = error => unhandled.push(error);
  try {
    await act();
    await new Promise(resolve => setTimeout(resolve, 1));
    await turns(2);
  } finally {
    config.onUnhandledError = before;
  }
  return unhandled;
};

const WELCOME = '{"type":"event","event":"WelcomeEvent","data":{"server":"s"}}';

/** What a raw server sends. */
export const frames = {
  welcome: WELCOME,
  event: (event: unknown, data?: unknown) => JSON.stringify({ type: 'event', event, data }),
  reply: (id: unknown, data?: unknown, error: unknown = null) => JSON.stringify({ type: 'reply', error, id, data }),
};

/** A call as a raw server reads it. */
export interface RawCall {
  readonly method: string;
  readonly arguments: unknown[];
  readonly id: number;
}

export interface RawVisit {
  readonly ws: WebSocket;
  readonly tcp: Socket;
  /** Counts from 1. */
  readonly number: number;
}

/** A WebSocket server without manners of its own: the spec says what it does with each socket and each call. */
export const rawServer = async (
  stage: Stage,
  greet: (visit: RawVisit) => void,
  answer: (call: RawCall, visit: RawVisit) => void = ({ id }, { ws }) => ws.send(frames.reply(id, {})),
  options: ServerOptions = {},
) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  await once(server, 'listening');
  const calls: RawCall[] = [];
  const visits: RawVisit[] = [];
  let most = 0;
  server.on('connection', (ws, request) => {
    const visit = { ws, tcp: request.socket, number: visits.length + 1 };
    visits.push(visit);
    most = Math.max(most, [...server.clients].filter(each => each.readyState === each.OPEN).length);
    ws.on('error', () => {});
    ws.on('message', data => {
      const call = JSON.parse(String(data)) as RawCall;
      calls.push(call);
      answer(call, visit);
    });
    greet(visit);
  });
  const close = async () => {
    for (const each of server.clients) each.terminate();
    for (const { tcp } of visits) tcp.destroy();
    await new Promise(resolve => server.close(resolve));
  };
  stage.with({ close });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    visits,
    server,
    get most() {
      return most;
    },
  };
};

/** Says welcome, and nothing more by itself. */
export const greet = ({ ws }: RawVisit): void => ws.send(WELCOME);

/** A TCP server that does what it likes with each connection. */
export const tcpServer = async (stage: Stage, visit: (socket: Socket) => void) => {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    visit(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage.with({
    close: async () => {
      for (const each of sockets) each.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
};

/** A client over sockets that do nothing by themselves. */
export const faked = (options: BeamChatOptions = {}, addresses: readonly string[] = ['ws://a', 'ws://b']) => {
  const sockets = fakeWebSockets(FakeNodeSocket);
  const socket = new BeamSocket(addresses, { ...QUICK, WebSocketCtor: sockets.WebSocketCtor, ...options });
  const errors: Error[] = [];
  socket.on('error', error => errors.push(error as Error));
  /** Lets the newest socket in, with a welcome. */
  const lets = (): FakeNodeSocket => {
    const newest = sockets.newest();
    newest.opens();
    newest.hears(WELCOME);
    return newest;
  };
  const live = () => sockets.made.filter(({ readyState }) => readyState < 2).length;
  return { ...sockets, socket, chat: socket.chat, errors, lets, live };
};

/** The packets that a fake socket was given. */
export const sentBy = (socket: FakeNodeSocket): RawCall[] =>
  socket.log.filter(line => line.startsWith('send ')).map(line => JSON.parse(line.slice('send '.length)) as RawCall);

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { config, filter, lastValueFrom } from 'rxjs';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { type BeamChat, type BeamChatOptions, CallError, type CallOptions, type Status } from '../../lib/index.js';
import { BeamSocket } from '../../lib/ws.js';
import { FakeNodeSocket, fakeWebSockets } from '../kit/fake-web-socket.js';
import { DEADLINE, FIRST_ADDRESS, next, type Stage } from '../kit/live.js';

/** One of the three ways to make a call. Specs run once for each, since all three must behave alike. */
export interface CallForm {
  readonly name: string;
  call(socket: BeamSocket, method: string, args?: readonly unknown[], options?: CallOptions): Promise<unknown>;
}

export const callForms: readonly CallForm[] = [
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

/** No wait between attempts, so that a spec runs as fast as its sockets. */
export const NO_WAIT: BeamChatOptions = { ...FIRST_ADDRESS, backoff: { initial: 0, max: 0 } };

/** A BeamSocket and its BeamChat, closed after the spec, and the errors that it emitted. */
export const client = (
  stage: Stage,
  addresses: ConstructorParameters<typeof BeamChat>[0],
  options: BeamChatOptions = {},
) => {
  const socket = stage.with(new BeamSocket(addresses, { ...NO_WAIT, ...options }));
  const errors: Error[] = [];
  socket.on('error', error => errors.push(error as Error));
  return { socket, chat: socket.chat, errors };
};

/** A connected client of that user, with new credentials for each connection. */
export const connect = async (stage: Stage, options: BeamChatOptions = {}, user = 'ada') => {
  const [addresses, auth] = stage.joining(user);
  const made = client(stage, addresses, { ...auth, ...options });
  const connected = next(made.chat.connected$, 'session');
  made.socket.boot();
  await connected;
  return made;
};

/** Waits for the session of that number. */
export const session = (chat: BeamChat, number: number) =>
  next(chat.connected$.pipe(filter(each => each.session === number)), `session ${number}`);

/** Waits for that state. */
export const state = (chat: BeamChat, wanted: Status['state']) =>
  next(chat.status$.pipe(filter(status => status.state === wanted)), `state ${wanted}`);

/** The kind and the delivery of a CallError, as one string. */
export const kindAndDelivery = (error: unknown): string => {
  if (!(error instanceof CallError)) throw new Error(`expected a CallError, got ${String(error)}`);
  return `${error.kind} ${error.delivery}`;
};

/** How the promise of a call settles: `value` and its data, or the kind and delivery of its error. */
export const outcome = async (promise: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(promise).then(value => `value ${JSON.stringify(value)}`, kindAndDelivery);

/** Waits until a condition holds; checks it in each turn of the event loop. */
export const until = async (holds: () => boolean, what = 'it'): Promise<void> => {
  const signal = AbortSignal.timeout(DEADLINE);
  while (!holds()) {
    if (signal.aborted) throw new Error(`${what} did not hold within ${DEADLINE} ms`);
    await new Promise(setImmediate);
  }
};

/** Waits for that many turns of the event loop: what is due at once has happened by then. */
export const turns = async (count = 20): Promise<void> => {
  for (let n = 0; n < count; n += 1) await new Promise(setImmediate);
};

/** The errors that RxJS reports as unhandled while `act` runs. */
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

/** The frames that a raw server sends. */
export const frames = {
  welcome: WELCOME,
  event: (event: unknown, data?: unknown) => JSON.stringify({ type: 'event', event, data }),
  reply: (id: unknown, data?: unknown, error: unknown = null) => JSON.stringify({ type: 'reply', error, id, data }),
};

/** A call as a raw server receives it. */
export interface RawCall {
  readonly method: string;
  readonly arguments: unknown[];
  readonly id: number;
}

/** A client's connection to a raw server. */
export interface RawConnection {
  readonly ws: WebSocket;
  readonly tcp: Socket;
  /** Which connection this is; the first is 1. */
  readonly number: number;
}

/** A WebSocket server that does nothing by itself: the spec decides what it does on each connection and each call. */
export const rawServer = async (
  stage: Stage,
  greet: (connection: RawConnection) => void,
  answer: (call: RawCall, connection: RawConnection) => void = ({ id }, { ws }) => ws.send(frames.reply(id, {})),
  options: ServerOptions = {},
) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  await once(server, 'listening');
  const calls: RawCall[] = [];
  const connections: RawConnection[] = [];
  let most = 0;
  server.on('connection', (ws, request) => {
    const connection = { ws, tcp: request.socket, number: connections.length + 1 };
    connections.push(connection);
    most = Math.max(most, [...server.clients].filter(each => each.readyState === each.OPEN).length);
    ws.on('error', () => {});
    ws.on('message', data => {
      const call = JSON.parse(String(data)) as RawCall;
      calls.push(call);
      answer(call, connection);
    });
    greet(connection);
  });
  const close = async () => {
    for (const each of server.clients) each.terminate();
    for (const { tcp } of connections) tcp.destroy();
    await new Promise(resolve => server.close(resolve));
  };
  stage.with({ close });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections,
    server,
    get most() {
      return most;
    },
  };
};

/** Sends the welcome, and nothing else. */
export const greet = ({ ws }: RawConnection): void => ws.send(WELCOME);

/** A TCP server that calls `onConnection` with each connection. */
export const tcpServer = async (stage: Stage, onConnection: (socket: Socket) => void) => {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
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

/** A client over fake sockets, which do nothing by themselves. */
export const faked = (options: BeamChatOptions = {}, addresses: readonly string[] = ['ws://a', 'ws://b']) => {
  const sockets = fakeWebSockets(FakeNodeSocket);
  const socket = new BeamSocket(addresses, { ...NO_WAIT, WebSocketCtor: sockets.WebSocketCtor, ...options });
  const errors: Error[] = [];
  socket.on('error', error => errors.push(error as Error));
  /** Opens the newest socket and sends the welcome. */
  const welcomeNewest = (): FakeNodeSocket => {
    const newest = sockets.newest();
    newest.opens();
    newest.receives(WELCOME);
    return newest;
  };
  const live = () => sockets.made.filter(({ readyState }) => readyState < 2).length;
  return { ...sockets, socket, chat: socket.chat, errors, welcomeNewest, live };
};

/** The packets that were sent over a fake socket. */
export const sentBy = (socket: FakeNodeSocket): RawCall[] =>
  socket.log.filter(line => line.startsWith('send ')).map(line => JSON.parse(line.slice('send '.length)) as RawCall);

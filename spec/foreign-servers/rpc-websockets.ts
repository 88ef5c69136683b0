import type { Server as HttpServer } from 'node:http';
import type { WebSocketServer } from 'ws';
import { type Host, startHost } from './host.js';
import { requireForeign } from './install.js';

type Params = readonly unknown[] | Record<string, unknown> | undefined;
interface Protection {
  protected(): void;
}
/** The members of the package's server that we use. */
interface Server {
  readonly wss: WebSocketServer;
  register(name: string, method: (params: Params, socketId: string) => unknown): Protection;
  setAuth(login: (params: Params) => Promise<boolean>): void;
  event(name: string): Protection;
  emit(name: string, ...params: unknown[]): boolean;
  close(): Promise<void>;
}
type ServerClass = new (options: { server: HttpServer }) => Server;

export const RPC_TOKEN = 'open sesame';

export interface RpcWebSocketsServer extends Host {
  /** Sends an event to its subscribers: `tick`, or `secret`, for which one must be logged in. */
  emit(event: 'tick' | 'secret', ...params: unknown[]): void;
  /** Ends all sockets with a close frame. */
  closeClients(code: number, reason?: string): void;
  /** The name of each call of a method that is listed below, in the order in which they came. */
  readonly calls: readonly string[];
}

const METHODS: Readonly<Record<string, (params: Params) => unknown>> = {
  /** Takes `[a, b]` or `{a, b}`. */
  sum: params => {
    const [a, b] = Object.values(params ?? {}) as number[];
    return Number(a) + Number(b);
  },
  echo: params => params,
  /** Throws an `Error`; the server makes an error of it. */
  fail: () => {
    throw new TypeError('it failed');
  },
  /** Throws an error as it goes over the wire. */
  refuse: () => {
    throw { code: 1234, message: 'refused', data: { reason: 'mood' } };
  },
  never: () => new Promise(() => {}),
  /** Only for those that are logged in. */
  secret: () => 'gold',
};

/** Starts the JSON-RPC 2.0 server of the package `rpc-websockets`. One logs in with `rpc.login` and `{token: RPC_TOKEN}`. */
export const startRpcWebSockets = async (port?: number): Promise<RpcWebSocketsServer> => {
  const { Server } = requireForeign('rpc-websockets') as { Server: ServerClass };
  const host = await startHost(port);
  const server = new Server({ server: host.http });
  const calls: string[] = [];
  for (const [name, method] of Object.entries(METHODS)) {
    const registered = server.register(name, params => {
      calls.push(name);
      return method(params);
    });
    if (name === 'secret') registered.protected();
  }
  server.setAuth(async params => (params as { token?: unknown }).token === RPC_TOKEN);
  server.event('tick');
  server.event('secret').protected();
  return {
    ...host,
    calls,
    emit: (event, ...params) => server.emit(event, ...params),
    closeClients: (code, reason) => {
      for (const client of server.wss.clients) client.close(code, reason);
    },
    stop: async () => {
      await server.close();
      await host.stop();
    },
  };
};

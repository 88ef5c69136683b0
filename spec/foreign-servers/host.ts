import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { from } from 'rxjs';
import { next } from '../kit/live.js';

/** What every foreign server has. */
export interface Running {
  readonly url: string;
  /** Give it to the next start, and the server is back at the same address. */
  readonly port: number;
  /** Ends all sockets without a close frame. The server goes on, and accepts new ones. */
  drop(): void;
  /** Ends all sockets without a close frame, as a crash would, and then the server. */
  stop(): Promise<void>;
}

/** What a server has that is no process of its own. */
export interface Host extends Running {
  readonly http: HttpServer;
}

/** Resolves as the promise does; rejects when that takes too long. */
export const soon = <T>(promise: Promise<T>, what: string, deadline?: number): Promise<T> =>
  next(from(promise), what, deadline);

/** Lets a server listen on 127.0.0.1, and remembers its sockets. */
export const listen = async (server: Server, port = 0): Promise<Running> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await soon(once(server, 'listening'), 'listening server');
  const { port: own } = server.address() as AddressInfo;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    drop();
    await soon(closed, 'end of the server');
  };
  return { url: `ws://127.0.0.1:${own}`, port: own, drop, stop };
};

/** An HTTP server, for a server of WebSockets to sit on. */
export const startHost = async (port?: number): Promise<Host> => {
  const http = createServer((_, response) => response.writeHead(404).end());
  return { http, ...(await listen(http, port)) };
};

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { from } from 'rxjs';
import { next } from '../kit/live.js';

/** What every foreign server has. */
export interface Running {
  readonly url: string;
  /** Give it to the next start, and the server is back at the same address. */
  readonly port: number;
  /** Ends the sockets without a close frame, as a crash would, and then the server. */
  stop(): Promise<void>;
}

/** An HTTP server on 127.0.0.1, for a server of WebSockets to sit on. */
export interface Host extends Running {
  readonly http: Server;
  /** Ends the sockets without a close frame. The server goes on, and accepts new ones. */
  drop(): void;
}

/** Resolves as the promise does; rejects when that takes too long. */
export const soon = <T>(promise: Promise<T>, what: string): Promise<T> => next(from(promise), what);

export const startHost = async (port = 0): Promise<Host> => {
  const http = createServer((_, response) => response.writeHead(404).end());
  const sockets = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  http.listen(port, '127.0.0.1');
  await soon(once(http, 'listening'), 'listening server');
  const address = http.address() as AddressInfo;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = async () => {
    if (!http.listening) return;
    const closed = once(http, 'close');
    http.close();
    drop();
    await soon(closed, 'end of the server');
  };
  return { http, url: `ws://127.0.0.1:${address.port}`, port: address.port, drop, stop };
};

import type { IncomingMessage } from 'node:http';
import { type Observable, Subject } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Host, startHost } from '../foreign-servers/host.js';

/** A client of a scripted server. */
export interface Peer {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** Sends a value as JSON. */
  send(value: unknown): void;
}

/** What a server does with one client: answers to what it says. */
export type Script = (peer: Peer) => (message: unknown) => void;

export interface ScriptedServer extends Host {
  /** What its clients said, in order. */
  readonly received: unknown[];
  /** The same as it comes. */
  readonly received$: Observable<unknown>;
  /** Sends a value to each client. */
  broadcast(value: unknown): void;
  /** Ends all sockets with a close frame. */
  closeClients(code: number, reason?: string): void;
}

/** Starts a server that speaks JSON by a script, which is written from the public documentation of a protocol. */
export const startScripted = async (
  script: Script,
  { protocol, port }: { protocol?: string; port?: number | undefined } = {},
): Promise<ScriptedServer> => {
  const host = await startHost(port);
  const handleProtocols = (offered: Set<string>) =>
    protocol !== undefined && offered.has(protocol) ? protocol : (false as const);
  const sockets = new WebSocketServer({ server: host.http, handleProtocols });
  const received: unknown[] = [];
  const received$ = new Subject<unknown>();
  sockets.on('connection', (socket, request) => {
    const answer = script({ request, socket, send: value => socket.send(JSON.stringify(value)) });
    socket.on('error', () => {});
    socket.on('message', data => {
      const message: unknown = JSON.parse(String(data));
      received.push(message);
      answer(message);
      received$.next(message);
    });
  });
  return {
    ...host,
    received,
    received$: received$.asObservable(),
    broadcast: value => {
      for (const socket of sockets.clients) socket.send(JSON.stringify(value));
    },
    closeClients: (code, reason) => {
      for (const socket of sockets.clients) socket.close(code, reason);
    },
    stop: async () => {
      sockets.close();
      await host.stop();
    },
  };
};

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Observable, ReplaySubject } from 'rxjs';
import { type Host, startHost } from './host.js';
import { requireForeign } from './install.js';

/** A connected charge point, as far as we use it. */
interface ChargePoint {
  once(name: 'close', listener: () => void): void;
  handle(method: string, handler: (call: { readonly params: unknown }) => unknown): void;
  call(method: string, params: unknown, options?: { callTimeoutMs?: number }): Promise<unknown>;
  close(how: { code: number; reason?: string }): Promise<unknown>;
}

interface RpcServer {
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  on(name: 'client', listener: (client: ChargePoint) => void): void;
  close(how: { force: boolean }): Promise<void>;
}

interface Package {
  readonly RPCServer: new (options: { protocols: readonly string[]; pingIntervalMs: number }) => RpcServer;
  readonly createRPCError: (code: string, message: string, details: object) => Error;
  /** What a handler returns that leaves its caller without an answer. */
  readonly NOREPLY: symbol;
}

export const OCPP_PROTOCOL = 'ocpp1.6';

/** What a client answered to the server's own call, or how that call failed. */
export type Answer = { readonly result: unknown } | { readonly error: Error };

export interface OcppServer extends Host {
  /** The answer of each client to the `GetConfiguration` with which the server greets it; all from the start. */
  readonly answers$: Observable<Answer>;
  /** Calls all clients. */
  call(method: string, params: unknown): Promise<Answer[]>;
  /** Ends all sockets with a close frame. */
  closeClients(code: number, reason?: string): void;
}

const CALL_TIMEOUT_MS = 3_000;

const ask = (client: ChargePoint, method: string, params: unknown): Promise<Answer> =>
  client.call(method, params, { callTimeoutMs: CALL_TIMEOUT_MS }).then(
    result => ({ result }),
    (error: Error) => ({ error }),
  );

const serve = (client: ChargePoint, { createRPCError, NOREPLY }: Package): void => {
  client.handle('BootNotification', () => ({ status: 'Accepted', interval: 300, currentTime: '2020-01-01T00:00:00Z' }));
  client.handle('Heartbeat', () => ({ currentTime: '2020-01-01T00:00:00Z' }));
  client.handle('DataTransfer', ({ params }) => params);
  client.handle('Authorize', () => {
    throw createRPCError('SecurityError', 'it failed', { reason: 'mood' });
  });
  client.handle('StopTransaction', () => NOREPLY);
};

/**
 * Starts the server of the package `ocpp-rpc`. The last part of a client's path is its identity. The server calls each
 * client at once. It answers `BootNotification`, `Heartbeat` and `DataTransfer` (an echo), fails `Authorize`, and never
 * answers `StopTransaction`.
 */
export const startOcpp = async (port?: number): Promise<OcppServer> => {
  const ocpp = requireForeign('ocpp-rpc') as Package;
  const host = await startHost(port);
  const server = new ocpp.RPCServer({ protocols: [OCPP_PROTOCOL], pingIntervalMs: 0 });
  const answers$ = new ReplaySubject<Answer>();
  const clients = new Set<ChargePoint>();
  host.http.on('upgrade', server.handleUpgrade);
  server.on('client', async client => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    serve(client, ocpp);
    answers$.next(await ask(client, 'GetConfiguration', { key: ['HeartbeatInterval'] }));
  });
  return {
    ...host,
    url: `${host.url}/charger-1`,
    answers$: answers$.asObservable(),
    call: (method, params) => Promise.all([...clients].map(client => ask(client, method, params))),
    closeClients: (code, reason) => {
      for (const client of clients) client.close({ code, ...(reason !== undefined && { reason }) });
    },
    stop: async () => {
      await server.close({ force: true });
      await host.stop();
    },
  };
};

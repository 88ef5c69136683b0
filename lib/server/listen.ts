import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Below the ranges from which systems take the ports of outgoing connections. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;
const ATTEMPTS = 50;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const listenAt = async (server: Server, port: number, host: string): Promise<number> => {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/**
 * Listens on a port, or for 0 on a free one, and answers which. Free ones are sought where the system takes none for
 * outgoing connections, so that an endpoint which stops for a while finds its port still free.
 */
export const listen = async (server: Server, port: number, host: string, random: () => number): Promise<number> => {
  if (port !== 0) return listenAt(server, port, host);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await listenAt(server, FIRST_PORT + Math.floor(random() * PORTS), host);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES') throw error;
    }
  }
  return listenAt(server, 0, host);
};

/** `host:port` as URLs write it; an address that means all interfaces is reached at the local one. */
export const authorityOf = (host: string, port: number): string => {
  if (host === '0.0.0.0') return `127.0.0.1:${port}`;
  if (host === '::') return `[::1]:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

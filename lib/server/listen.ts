import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeCause, quote } from '../text/quote.js';

/**
 * Below the ranges from which operating systems take the ports of outgoing connections, and above 10080, the last port that
 * `fetch` and browsers refuse (https://fetch.spec.whatwg.org/#port-blocking).
 */
const FIRST_PORT = 10_081;
const PORT_COUNT = 20_000;
const MAX_ATTEMPTS = 50;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** With these, another port may do: the caller decides by the code. */
const isOfPort = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES';

/** @throws the system's error for a port that is in use or not allowed; else an error that names the options, with it as its cause */
const listenAt = async (server: Server, port: number, host: string): Promise<number> => {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    if (isOfPort(cause)) throw cause;
    const where = `the host ${quote(host)}, port ${port} (the options host and port)`;
    throw new Error(`the server cannot listen at ${where}: ${describeCause(cause)}`, { cause });
  }
  return (server.address() as AddressInfo).port;
};

/**
 * Listens on a port, for 0 on a free one, and resolves with it. A free port is picked outside the range that the system
 * uses for outgoing connections: otherwise one of those could take the port of an endpoint that is stopped for a while.
 */
export const listen = async (server: Server, port: number, host: string, random: () => number): Promise<number> => {
  if (port !== 0) return listenAt(server, port, host);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      return await listenAt(server, FIRST_PORT + Math.floor(random() * PORT_COUNT), host);
    } catch (error) {
      if (!isOfPort(error)) throw error;
    }
  }
  return listenAt(server, 0, host);
};

/** `host:port` as URLs write it. For a host that means all interfaces, it names the loopback one. */
export const authorityOf = (host: string, port: number): string => {
  if (host === '0.0.0.0') return `127.0.0.1:${port}`;
  if (host === '::') return `[::1]:${port}`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
};

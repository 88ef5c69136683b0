import { connect, createServer, type Socket } from 'node:net';
import type { Child } from './child.js';
import { listen, type Running } from './host.js';

const forward = (client: Socket, port: number): void => {
  const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  client.pipe(server).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.once('error', () => other.destroy());
  }
  // A socket that we dropped does not end, it only closes.
  client.once('close', () => server.destroy());
};

/**
 * A port of our own that leads to that of a process. Its sockets can be dropped while the process goes on. And it can
 * come back at once after a stop, which some programs cannot: the system keeps their port for a minute.
 */
export const relayTo = async (child: Child, target: number, path = '', port?: number): Promise<Running> => {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, client => forward(client, target));
  try {
    const relay = await listen(server, port);
    const stop = async () => {
      await child.stop();
      await relay.stop();
    };
    return { ...relay, url: `${relay.url}${path}`, stop };
  } catch (error) {
    await child.stop();
    throw error;
  }
};

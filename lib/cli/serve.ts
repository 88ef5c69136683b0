import { stdout } from 'node:process';
import { firstValueFrom } from 'rxjs';
import { ChatServer, type ChatServerOptions } from '../server/index.js';
import { clean } from './clean.js';
import { CliError, messageOf } from './cli-error.js';
import { interrupted$ } from './interrupted.js';
import { readUsers } from './users-file.js';

/** The channel of the printed join URL. Any other number works as well. */
const CHANNEL = 1;

export interface ServeOptions {
  readonly endpoints: number;
  readonly port: number;
  readonly host: string;
  readonly users?: string;
  readonly reusableAuthkeys?: true;
}

/** Runs a server until SIGINT or SIGTERM. */
export const serve = async ({ endpoints, port, host, users, reusableAuthkeys }: ServeOptions): Promise<void> => {
  const stopped = firstValueFrom(interrupted$);
  const authkeys = reusableAuthkeys ? 'reusable' : 'single-use';
  const known = users === undefined ? undefined : await readUsers(users);
  const server = await listen({ endpoints, port, host, authkeys, ...(known && { users: known }) });
  const first = known === undefined ? 'ada' : known[0]?.username;
  for (const line of greeting(server, first)) stdout.write(`${line}\n`);
  await stopped;
  await server.close();
  stdout.write('closed\n');
};

/** What is printed at the start. The last command joins as `user`, or as a reader if there is no user. */
const greeting = (server: ChatServer, user: string | undefined): string[] => [
  `join      ${server.joinUrl(CHANNEL)}`,
  ...server.endpoints.map(address => `endpoint  ${address}`),
  `try       rx-beam chat ${server.joinUrl(CHANNEL)}${user === undefined ? '' : ` --user ${clean(user)}`}`,
  'Ctrl-C ends it.',
];

const listen = async (options: ChatServerOptions): Promise<ChatServer> => {
  try {
    return await ChatServer.listen(options);
  } catch (error) {
    throw new CliError(listenErrorMessage(error));
  }
};

const listenErrorMessage = (error: unknown): string => {
  const { code, address, port } = error as { code?: unknown; address?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') return `port ${port} of ${address} is in use: choose another --port`;
  if (code === 'EACCES') return `port ${port} of ${address} may not be used: choose another --port`;
  return messageOf(error);
};

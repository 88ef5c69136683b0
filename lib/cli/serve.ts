import { stdout } from 'node:process';
import { Command } from 'commander';
import { firstValueFrom } from 'rxjs';
import { ChatServer, type ChatServerOptions } from '../server/index.js';
import { clean } from './clean.js';
import { Failure, reasonOf } from './failure.js';
import { interrupted$ } from './interrupted.js';
import { whole } from './numbers.js';
import { readUsers } from './users-file.js';

/** The channel that is proposed; any other number would do. */
const CHANNEL = 1;

interface ServeOptions {
  readonly endpoints: number;
  readonly port: number;
  readonly host: string;
  readonly users?: string;
  readonly reusableAuthkeys?: true;
}

/** Serves until it is interrupted. */
const serve = async ({ endpoints, port, host, users, reusableAuthkeys }: ServeOptions): Promise<void> => {
  const stop = firstValueFrom(interrupted$);
  const authkeys = reusableAuthkeys ? 'reusable' : 'single-use';
  const known = users === undefined ? undefined : await readUsers(users);
  const server = await listen({ endpoints, port, host, authkeys, ...(known && { users: known }) });
  const first = known === undefined ? 'ada' : known[0]?.username;
  for (const line of greeting(server, first)) stdout.write(`${line}\n`);
  await stop;
  await server.close();
  stdout.write('closed\n');
};

/** With whom to join as, if there is anybody. */
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
    throw new Failure(whyNot(error));
  }
};

const whyNot = (error: unknown): string => {
  const { code, address, port } = error as { code?: unknown; address?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') return `port ${port} of ${address} is in use: choose another --port`;
  if (code === 'EACCES') return `port ${port} of ${address} may not be used: choose another --port`;
  return reasonOf(error);
};

export const serveCommand = (): Command =>
  new Command('serve')
    .description('run a local chat server; everything is in memory, and anyone who can reach it may join as anyone')
    .option('--endpoints <count>', 'how many WebSocket endpoints', whole(1, 100), 1)
    .option(
      '--port <port>',
      'port of the join request, the endpoints on those after it; 0: free ports',
      whole(0, 65_535),
      0,
    )
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('--users <file>', 'JSON file with the only users: [{"username", "id"?, "roles"?, …}]')
    .option('--reusable-authkeys', 'let an authkey serve more than once, for old clients')
    .action(serve);

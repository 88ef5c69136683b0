import process, { stdin, stdout } from 'node:process';
import {
  asyncScheduler,
  concatMap,
  filter,
  firstValueFrom,
  from,
  fromEvent,
  map,
  merge,
  NEVER,
  type Observable,
  Subscription,
  share,
  tap,
} from 'rxjs';
import { ChatServer, type ChatServerOptions } from '../server/index.js';
import { clean } from './clean.js';
import { CliError, messageOf } from './cli-error.js';
import { clockSeconds } from './clock-time.js';
import { interrupted$ } from './interrupted.js';
import { EndpointSwitch, type Key, keysIn, keysLine } from './serve-keys.js';
import { serveLog } from './serve-log.js';
import { readUsers } from './users-file.js';

/** The channel of the printed join URL. Any other number works as well. */
const CHANNEL = 1;

export interface ServeOptions {
  readonly endpoints: number;
  readonly port: number;
  readonly host: string;
  readonly origin?: readonly string[];
  readonly users?: string;
  readonly reusableAuthkeys?: true;
  readonly quiet?: true;
}

/** Runs a server until SIGINT, SIGTERM or a key that ends it. */
export const serve = async ({ users, origin, reusableAuthkeys, quiet, ...options }: ServeOptions): Promise<void> => {
  const signalled = firstValueFrom(interrupted$);
  const authkeys = reusableAuthkeys ? 'reusable' : 'single-use';
  const known = users === undefined ? undefined : await readUsers(users);
  const server = await listen({ ...options, authkeys, origins: origin ?? [], ...(known && { users: known }) });
  const first = known === undefined ? 'ada' : known[0]?.username;
  const hasKeys = stdin.isTTY === true && stdout.isTTY === true;
  for (const line of greeting(server, first)) print(line);
  print(hasKeys ? keysLine(server.endpoints.length) : 'Ctrl-C ends it.');
  const activity = new Subscription();
  if (!quiet) activity.add(serveLog(server).subscribe(log));
  const quit = hasKeys ? firstValueFrom(obeyKeys(server, activity)) : undefined;
  await (quit === undefined ? signalled : Promise.race([signalled, quit]));
  activity.unsubscribe();
  await server.close();
  print('closed');
};

const print = (line: string): void => void stdout.write(`${line}\n`);
const log = (line: string): void => print(`${clockSeconds(asyncScheduler.now())}  ${line}`);

/** What is printed at the start. The last command joins as `user`, or as a reader if there is no user. */
const greeting = (server: ChatServer, user: string | undefined): string[] => [
  `join        ${server.joinUrl(CHANNEL)}`,
  ...server.endpoints.map((address, i) => `${`endpoint ${i + 1}`.padEnd(11)} ${address}`),
  `try         rx-beam chat ${server.joinUrl(CHANNEL)}${user === undefined ? '' : ` --user ${clean(user)}`}`,
];

/** Does what the keys ask for until `activity` ends. Emits when they ask to end the server. */
const obeyKeys = (server: ChatServer, activity: Subscription): Observable<unknown> => {
  const count = server.endpoints.length;
  stdin.setRawMode(true).setEncoding('utf8');
  activity.add(() => {
    stdin.setRawMode(false);
    stdin.pause();
  });
  const keys$ = fromEvent(stdin, 'data').pipe(
    concatMap(pressed => from(keysIn(String(pressed), count))),
    share(),
  );
  const of = <Type extends Key['type']>(type: Type) =>
    keys$.pipe(filter((key): key is Extract<Key, { type: Type }> => key.type === type));
  const toggles$ = of('toggle').pipe(map(({ endpoint }) => endpoint));
  activity.add(new EndpointSwitch(server, log).toggleEach(toggles$).subscribe());
  activity.add(of('suspend').subscribe(suspend));
  return merge(of('quit').pipe(tap(() => stdin.setRawMode(false))), NEVER);
};

/** Stops the whole process group until `fg`, as Ctrl-Z does where the terminal is not in raw mode. */
const suspend = (): void => {
  stdin.setRawMode(false);
  process.kill(0, 'SIGTSTP');
  stdin.setRawMode(true);
};

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

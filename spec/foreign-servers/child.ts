import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { soon } from './host.js';

export interface Child {
  /** What `ready` found in the child's output. */
  readonly found: RegExpExecArray;
  /** Ends the process at once, and with it its sockets. */
  stop(): Promise<void>;
}

/** How much of the output an error tells, in characters. */
const TAIL = 1_000;

/** The longest that a program may take to start, in ms: on a busy machine, some need more than a spec's other waits. */
export const START_DEADLINE = 20_000;

/** Without what would change a child that is another Node. */
const environment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _, ...others } = process.env;
  return others;
};

/**
 * Starts a program, and waits until its output says that it is ready. Its standard input is a pipe that ends when this
 * process does: a program that reads it can end then too, so that nothing is left of a run that was killed.
 */
export const startChild = async (
  command: string,
  args: readonly string[],
  ready: RegExp,
  cwd = '/',
): Promise<Child> => {
  const child = spawn(command, args, { cwd, env: environment() });
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await soon(ended, `end of ${command}`);
  };
  let output = '';
  const found = new Promise<RegExpExecArray>((resolve, reject) => {
    const hear = (data: string) => {
      output += data;
      const match = ready.exec(output);
      if (match !== null) resolve(match);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    ended.then(() => reject(new Error('it ended')), reject);
  });
  try {
    return { found: await soon(found, 'word that it is ready', START_DEADLINE), stop };
  } catch (error) {
    if (child.pid !== undefined) await stop();
    throw new Error(`${command} did not start. It said last: ${output.slice(-TAIL)}`, { cause: error });
  }
};

/** A port that was free a moment ago, for programs that cannot choose one. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await soon(once(server, 'listening'), 'free port');
  const { port } = server.address() as AddressInfo;
  server.close();
  await soon(once(server, 'close'), 'end of the server');
  return port;
};

import { firstMessage, start } from './processes.js';

/** The longest that a measurement may take. */
const WITHIN_MS = 90_000;
const SERVER_WITHIN_MS = 3_600_000;

export const startServer = async () => {
  const child = start('server/main.js', [], { withinMs: SERVER_WITHIN_MS });
  const { ports, control } = await firstMessage(child);
  return { ports, controlPort: control, stop: () => child.kill() };
};

/** Runs one work with one client, in its own process. */
export const measure = async ({ ports, controlPort }, { client, work, params }) => {
  const order = JSON.stringify({ client, work, params, ports, controlPort });
  const execArgv = ['--expose-gc', ...(process.env.BENCH_EXEC ?? '').split(' ').filter(Boolean)];
  const child = start('client/main.js', [order], { withinMs: WITHIN_MS, execArgv });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const { figures, error } = await firstMessage(child).catch(error => ({ error: error.message }));
  // The next process must have the machine for itself.
  await ended;
  if (error !== undefined) throw new Error(`${client}, ${work} ${JSON.stringify(params)}: ${error}`);
  return figures;
};

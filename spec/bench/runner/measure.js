import { firstMessage, start } from './processes.js';

/** The longest that a measurement may take. */
const WITHIN_MS = 90_000;
const SERVER_WITHIN_MS = 3_600_000;

export const startServer = async () => {
  const child = start('server/main.js', [], { withinMs: SERVER_WITHIN_MS });
  const { ports, control } = await firstMessage(child);
  return { ports, controlPort: control, stop: () => child.kill() };
};

/** Runs a script with an order in a process of its own, and gives what it reports. */
export const measureIn = async (script, { ports, controlPort }, facts) => {
  const order = JSON.stringify({ ...facts, ports, controlPort });
  const execArgv = ['--expose-gc', ...(process.env.BENCH_EXEC ?? '').split(' ').filter(Boolean)];
  const child = start(script, [order], { withinMs: WITHIN_MS, execArgv });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const { error, ...report } = await firstMessage(child).catch(error => ({ error: error.message }));
  // The next process must have the machine for itself.
  await ended;
  if (error !== undefined) throw new Error(error);
  return report;
};

/** Runs one work with one client, in its own process. */
export const measure = async (server, { client, work, params }) => {
  try {
    return (await measureIn('client/main.js', server, { client, work, params })).figures;
  } catch ({ message }) {
    throw new Error(`${client}, ${work} ${JSON.stringify(params)}: ${message}`);
  }
};

/** Starts the processes of the benchmark. Each has a time limit, and none outlives the benchmark. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set();

/** Without the optional addons of `ws`, which only some clients would have, depending on the install. */
const ENVIRONMENT = { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1', NODE_ENV: 'production' };

/** Starts a script of this benchmark, and kills it after `withinMs`. */
export const start = (script, args, { withinMs, execArgv = [] }) => {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = fork(path, args, { execArgv, env: { ...process.env, ...ENVIRONMENT } });
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  running.add(child);
  child.once('exit', () => {
    clearTimeout(timer);
    running.delete(child);
  });
  return child;
};

/** The first message of a process. Rejects when it ends without one. */
export const firstMessage = child =>
  new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`it ended without a message: ${signal ?? `code ${code}`}`)));
  });

export const stopAll = () => {
  for (const child of running) child.kill('SIGKILL');
};

/** Stops all processes, however this one ends. */
export const stopWithUs = () => {
  process.on('exit', stopAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
};

/** Every process that the benchmark starts: each is bounded in time, and none outlives it. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const running = new Set();

/** What `ws` can load beside itself is left out: it would be there for some clients only, by chance of the install. */
const ENVIRONMENT = { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1', NODE_ENV: 'production' };

/** Starts a script of this benchmark; it ends by itself, or after so many ms by force. */
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
    child.once('exit', (code, signal) => reject(new Error(`it ended without a word: ${signal ?? `code ${code}`}`)));
  });

export const stopAll = () => {
  for (const child of running) child.kill('SIGKILL');
};

/** Nothing is left running, however this process ends. */
export const stopWithUs = () => {
  process.on('exit', stopAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
};

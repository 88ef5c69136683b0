import { once } from 'node:events';
import { DEADLINE } from './live.js';

/** Resolves when all that the server has done is told here too: at once, since it runs in this process. */
export const caughtUp = async (): Promise<void> => {};

/** The next warning about an error that nobody listens for. */
export const warning = async (): Promise<string> => {
  const [{ message }] = await once(process, 'warning', { signal: AbortSignal.timeout(DEADLINE) });
  return message;
};

/** The rejections that nobody handles of what is done. */
export const unhandledDuring = async (act: () => void): Promise<unknown[]> => {
  const reasons: unknown[] = [];
  const note = (reason: unknown) => reasons.push(reason);
  process.on('unhandledRejection', note);
  act();
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  return reasons;
};

import { once } from 'node:events';
import { DEADLINE } from './live.js';

/** Resolves when this runtime has seen all that the server has done: at once, since the server runs in this process. */
export const caughtUp = async (): Promise<void> => {};

/** The message of the next warning about an error event without a listener. */
export const warning = async (): Promise<string> => {
  const [{ message }] = await once(process, 'warning', { signal: AbortSignal.timeout(DEADLINE) });
  return message;
};

/** The unhandled rejections that `act` causes. */
export const unhandledDuring = async (act: () => void): Promise<unknown[]> => {
  const reasons: unknown[] = [];
  const note = (reason: unknown) => reasons.push(reason);
  process.on('unhandledRejection', note);
  act();
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  return reasons;
};

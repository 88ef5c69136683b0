import { setTimeout } from 'node:timers/promises';

export const pause = ms => setTimeout(ms);

/** Polls until a condition holds. The parent process limits how long that may take. */
export const until = async (holds, everyMs = 2) => {
  while (!(await holds())) await pause(everyMs);
};

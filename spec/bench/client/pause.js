import { setTimeout } from 'node:timers/promises';

export const pause = ms => setTimeout(ms);

/** Asks until it is so; whoever started this process bounds how long that may take. */
export const until = async (isSo, everyMs = 2) => {
  while (!(await isSo())) await pause(everyMs);
};

import type { Context } from 'rxjs-marbles/mocha/index.js';

/** Runs steps in virtual time: each letter of the marbles is a step. */
export const play = (m: Context, marbles: string, steps: Readonly<Record<string, () => unknown>>): void => {
  m.cold<() => unknown>(marbles, { ...steps }).subscribe(step => void step());
};

/** How many timers are set now; steps of `play` that are still to come count too. */
export const timersOf = (m: Context): number => m.scheduler.actions.length;

/** A clock that runs on while timers stand still, as in a machine that sleeps. */
export const sleepyClock = (m: Context): { sleep(ms: number): void } => {
  const awake = m.scheduler.now;
  let slept = 0;
  m.scheduler.now = () => awake() + slept;
  return {
    sleep: ms => {
      slept += ms;
    },
  };
};

import { getActiveResourcesInfo } from 'node:process';

declare const gc: (() => void) | undefined;

/** What a scenario leaves behind. */
export interface Left {
  /** Bytes of heap. */
  readonly heap: number;
  /** Active resources, by name, that were not there before. */
  readonly handles: readonly string[];
}

/** The heap in use after garbage collection; pending timers and promises have run. */
export const heapUsed = async (): Promise<number> => {
  if (gc === undefined) throw new Error('run it with --expose-gc');
  for (let turns = 0; turns < 4; turns += 1) {
    await new Promise(resolve => setTimeout(resolve, 5));
    gc();
  }
  return process.memoryUsage().heapUsed;
};

const handles = (): string[] => getActiveResourcesInfo().sort();

/**
 * Repeats something, and returns the growth of the round that left the least: a leak shows in every round,
 * compiled code and caches only in some rounds or in the warm-up.
 */
export const leftBy = async (act: () => Promise<unknown>, rounds = 3, warmUps = 2): Promise<Left> => {
  for (let warm = 0; warm < warmUps; warm += 1) await act();
  let last = await heapUsed();
  const known = handles();
  const grown: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await act();
    const now = await heapUsed();
    grown.push(now - last);
    last = now;
  }
  const left = handles().filter(name => {
    const at = known.indexOf(name);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
  return { heap: Math.min(...grown), handles: left };
};

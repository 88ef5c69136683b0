import { getActiveResourcesInfo } from 'node:process';

declare const gc: (() => void) | undefined;

/** What a scenario leaves, in the words of the spec. */
export interface Left {
  /** Bytes of heap. */
  readonly heap: number;
  /** Active resources, by name, that were not there before. */
  readonly handles: readonly string[];
}

/** The heap when all that can be collected is; timers and promises have had their turn. */
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
 * Does something over and over, and gives what the round that left least did: whatever is kept shows in each of
 * them, while what is compiled, or cached and forgotten by the way, shows in some, or in those that warm up.
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

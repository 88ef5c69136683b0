import { getActiveResourcesInfo } from 'node:process';

/** How long what was closed may take to be gone, in ms. */
const TIMEOUT_MS = 3_000;
const LOOK_EVERY = 20;

/** What keeps the process alive, by kind. */
export const resources = (): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

const beyond = (before: ReadonlyMap<string, number>): string[] =>
  [...resources()].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 0 ? [`${more} ${name}`] : [];
  });

/** What is there beyond what was before, once all that is on its way out has had time to go. */
export const leftBeyond = async (before: ReadonlyMap<string, number>): Promise<string[]> => {
  const deadline = performance.now() + TIMEOUT_MS;
  let left = beyond(before);
  // Nothing tells that a resource is gone, so this looks.
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
    left = beyond(before);
  }
  return left;
};

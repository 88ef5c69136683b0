import { getActiveResourcesInfo } from 'node:process';

/** How long closed resources may take to disappear, in ms. */
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

/** The resources that were not there before, once those that are closing have had time to disappear. */
export const leftBeyond = async (before: ReadonlyMap<string, number>): Promise<string[]> => {
  const deadline = performance.now() + TIMEOUT_MS;
  let left = beyond(before);
  // No event says that a resource is gone, so this polls.
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
    left = beyond(before);
  }
  return left;
};

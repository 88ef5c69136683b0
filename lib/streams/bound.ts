/** Forgets the oldest entry, if there is one too many. */
export const bound = (remembered: Map<unknown, unknown> | Set<unknown>, limit: number): void => {
  if (remembered.size <= limit) return;
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
};

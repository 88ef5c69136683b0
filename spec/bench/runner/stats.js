export const median = values => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Compares the figures of one client in all rounds with those of the limit in the same rounds. */
export const compare = (values, limits) => ({
  best: Math.min(...values),
  median: median(values),
  ...(limits === undefined
    ? {}
    : {
        bestRatio: Math.min(...values) / Math.min(...limits),
        // Round by round, because the speed of the machine varies between rounds.
        medianRatio: median(values.map((value, round) => value / limits[round])),
      }),
});

/** The list rotated, so that no client is always first. */
export const rotated = (list, by) => {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

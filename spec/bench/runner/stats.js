export const median = values => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Figures of one client in all rounds, against those of the limit in the same rounds. */
export const compare = (values, limits) => ({
  best: Math.min(...values),
  median: median(values),
  ...(limits === undefined
    ? {}
    : {
        bestRatio: Math.min(...values) / Math.min(...limits),
        // Round by round, since the machine is faster in one than in another.
        medianRatio: median(values.map((value, round) => value / limits[round])),
      }),
});

/** The same list, beginning elsewhere: nobody is always first. */
export const rotated = (list, by) => {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

/** More mistakes than this are another word. */
const MAX_MISTAKES = 2;

/** How many letters to insert, remove, replace or swap with their neighbour in order to make one word of the other. */
export const editDistance = (a: string, b: string): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
};

/** The word that was probably meant: one with at most two mistakes, and with fewer mistakes than half of its letters. */
export const mostSimilar = (typed: string, words: readonly string[]): string | undefined => {
  const word = typed.toLowerCase();
  const similar = words
    .filter(each => Math.abs(each.length - word.length) <= MAX_MISTAKES)
    .map(each => ({ each, mistakes: editDistance(word, each) }))
    .filter(({ each, mistakes }) => mistakes <= MAX_MISTAKES && mistakes < each.length / 2)
    .sort((a, b) => a.mistakes - b.mistakes);
  return similar[0]?.each;
};

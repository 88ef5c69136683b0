/** A value and what tells it apart. */
export interface Keyed<T, K> {
  readonly key: K;
  readonly value: T;
}

/**
 * The values of an answer that are new, and behind them those that came live. What is in both is in the list once, at its place
 * in the answer.
 *
 * @param before - how many of `held` are older than the answer, and come before it
 */
export const inOrder = <T, K>(
  answer: readonly Keyed<T, K>[],
  held: readonly Keyed<T, K>[],
  before: number,
): Keyed<T, K>[] => {
  const answered = new Set(answer.map(({ key }) => key));
  const only = (values: readonly Keyed<T, K>[]) => values.filter(({ key }) => !answered.has(key));
  return [...only(held.slice(0, before)), ...answer, ...only(held.slice(before))];
};

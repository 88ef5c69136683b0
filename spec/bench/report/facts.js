import { compare } from '../runner/stats.js';
import { BUNDLE_TARGETS, WORKS } from '../runner/works.js';

const round = value => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));
const kb = bytes => (bytes / 1000).toFixed(1);

/** Summarizes the values of all rounds by work and client. */
export const summarize = ({ values }) =>
  Object.fromEntries(
    Object.entries(values).map(([name, byClient]) => {
      const limits = WORKS[name].ratio ? byClient.limit : undefined;
      return [
        name,
        Object.fromEntries(Object.entries(byClient).map(([client, all]) => [client, compare(all, limits)])),
      ];
    }),
  );

/** A cell of the comparison: the ratio if there is one, otherwise the figure. */
export const cellOf = (result, facts, name, client) => {
  if (name === 'bundle') {
    const size = result.bundle[client];
    return size === undefined ? '' : `${kb(size.outside)} (${kb(size.inside)})`;
  }
  const fact = facts[name]?.[client];
  if (fact === undefined) return '';
  if (!WORKS[name].ratio) return `${fact.median.toFixed(fact.median < 10 ? 1 : 0)} ${WORKS[name].unit}`;
  return client === 'limit' ? `${round(fact.best)} ${WORKS[name].unit}` : fact.medianRatio.toFixed(2);
};

/** Each target with the reached value, and whether it is met. */
export const targetsOf = (result, facts) => [
  ...Object.entries(WORKS).flatMap(([name, work]) => targetsOfWork(name, work, facts[name] ?? {})),
  ...Object.entries(BUNDLE_TARGETS).flatMap(([client, target]) => {
    const size = result.bundle[client]?.outside;
    if (size === undefined) return [];
    const met = size <= target;
    return {
      name: 'bundle, rxjs outside',
      client,
      target: `${kb(target)} kB`,
      reached: `${kb(size)} kB`,
      fastest: '',
      met,
    };
  }),
];

const targetsOfWork = (work, { targets = {}, targetsBeside, ratio, unit }, facts) =>
  Object.entries(targets).flatMap(([client, target]) => {
    const fact = facts[client];
    const beside = targetsBeside && facts[targetsBeside];
    if (fact === undefined || (targetsBeside && beside === undefined)) return [];
    const { medianRatio = 1, bestRatio = 1 } = beside ?? {};
    const reached = ratio ? fact.medianRatio / medianRatio : fact.median;
    const show = value => (ratio ? value.toFixed(2) : `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`);
    const fastest = ratio ? show(fact.bestRatio / bestRatio) : '';
    const name = targetsBeside ? `${work}, beside ${targetsBeside}` : work;
    return [{ name, client, target: show(target), reached: show(reached), fastest, met: reached <= target }];
  });

/** The table of the paired slices, and its section of docs/performance.md. */
import { PAIRS } from '../paired/pairs.js';

const shown = value => value.toFixed(2);

export const pairedTable = ({ paired }) => ({
  head: ['work', 'client', 'beside', 'ratio', 'quartiles', 'target', 'met'],
  rows: Object.entries(paired).map(([name, { ratio, quartiles }]) => {
    const { unit, says, beside, target } = PAIRS[name];
    return [
      unit,
      says,
      beside,
      shown(ratio),
      quartiles.map(shown).join('–'),
      target === undefined ? '' : shown(target),
      target === undefined ? '' : Number(shown(ratio)) <= target ? 'yes' : 'no',
    ];
  }),
});

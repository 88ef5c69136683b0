import { measureIn } from '../runner/measure.js';
import { median } from '../runner/stats.js';
import { PAIRS } from './pairs.js';

/** How often a pair is measured in one process, and before that without counting. */
const TIMES = 40;
const WARM = 20;
/** How the runtime compiles what it runs differs between processes, and stays so within one: the median over several. */
const PROCESSES = 5;

const quantile = (values, q) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
};

const summary = processes => {
  const all = processes.flat();
  const ratios = all.map(([beside, of]) => of / beside);
  return {
    ratio: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    /** Of each process. */
    medians: processes.map(pairs => median(pairs.map(([beside, of]) => of / beside))),
    /** CPU of a slice, in µs. */
    cpu: { beside: median(all.map(([beside]) => beside)), of: median(all.map(([, of]) => of)) },
  };
};

/** Measures each pair in processes of its own, and gives its ratios, and what has failed. */
export const runPairs = async (server, { pairs: names, processes = PROCESSES }, say) => {
  const times = TIMES;
  const measured = Object.fromEntries(names.map(name => [name, []]));
  const failures = [];
  for (let round = 0; round < processes; round += 1) {
    for (const name of names) {
      say(`${round + 1}/${processes} ${name}`);
      try {
        const { figures } = await measureIn('paired/main.js', server, { pair: PAIRS[name], pairs: times, warm: WARM });
        measured[name].push(figures);
      } catch (error) {
        failures.push(`${name}: ${error.message}`);
      }
    }
  }
  const done = Object.entries(measured).filter(([, all]) => all.length > 0);
  const paired = Object.fromEntries(done.map(([name, all]) => [name, summary(all)]));
  return { pairs: times, processes, paired, failures };
};

import { parseArgs } from 'node:util';
import { chaos } from './chaos.js';
import { freshSeed } from './prng.js';
import { isGood, report } from './report.js';

/** How much longer than planned a run may take, in s. */
const GRACE = 30;

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seconds = Number(values.seconds ?? 20);
const seed = values.seed === undefined ? freshSeed() : Number(values.seed);
if (!(seconds > 0) || !Number.isInteger(seed) || seed < 0) {
  console.error('usage: npm run chaos -- [--seconds N] [--seed N], both from 0 up');
  process.exit(2);
}

console.log(`chaos       seed ${seed}, ${seconds} s`);
const alarm = setTimeout(
  () => {
    console.error(`BAD: it did not end; seed ${seed}, ${seconds} s`);
    process.exit(1);
  },
  (seconds + GRACE) * 1000,
);
alarm.unref();

const result = await chaos(seed, seconds);
console.log(report(result));
process.exitCode = isGood(result) ? 0 : 1;

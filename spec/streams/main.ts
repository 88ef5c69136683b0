import { parseArgs } from 'node:util';
import { freshSeed } from '../chaos/prng.js';
import { runFailovers } from './failover-run.js';

/** The longest that a run may take, in s. */
const LIMIT = 120;

const { values } = parseArgs({ options: { failovers: { type: 'string' }, seed: { type: 'string' } } });
const failovers = Number(values.failovers ?? 200);
const seed = values.seed === undefined ? freshSeed() : Number(values.seed);
if (!Number.isInteger(failovers) || failovers < 1 || !Number.isInteger(seed) || seed < 0) {
  console.error('usage: npm run prove:messages -- [--failovers N] [--seed N]');
  process.exit(2);
}

console.log(`messages    seed ${seed}, ${failovers} failovers`);
const alarm = setTimeout(() => {
  console.error(`BAD: it did not end in ${LIMIT} s; seed ${seed}`);
  process.exit(1);
}, LIMIT * 1_000);
alarm.unref();

const { said, emitted, gaps, removals, faults } = await runFailovers(failovers, seed);
console.log(`said        ${said}\nemitted     ${emitted}\ngaps        ${gaps.length} ${[...new Set(gaps)].join(' ')}`);
console.log(
  `removed     ${Object.entries(removals)
    .map(([cause, count]) => `${count} ${cause}`)
    .join(', ')}`,
);
for (const fault of faults.slice(0, 20)) console.error(`BAD: ${fault}`);
if (faults.length === 0) console.log('ok: what the client emitted is what the server has');
process.exitCode = faults.length === 0 ? 0 : 1;

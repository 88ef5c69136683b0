import { parseArgs } from 'node:util';
import { hedgeTable, herdTable, SEED } from './herd-table.js';

const { values } = parseArgs({ options: { seed: { type: 'string' } } });
const seed = values.seed === undefined ? SEED : Number(values.seed);
if (!Number.isInteger(seed) || seed < 0) {
  console.error('usage: npm run herd -- [--seed N], from 0 up');
  process.exit(2);
}

console.log(`seed ${seed}\n`);
console.log(herdTable(seed));
console.log(`\n${hedgeTable(seed)}`);

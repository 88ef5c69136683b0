/**
 * How long Node takes to import the library: `npm run build && node spec/bench/start.js`. Each import is a process of its own,
 * and they take turns. What an empty process takes is not counted.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 20);
const IMPORTS = {
  nothing: [],
  rxjs: ['rxjs'],
  'rxjs, rxjs/webSocket and ws': ['rxjs', 'rxjs/webSocket', 'ws'],
  'rx-beam': ['rx-beam'],
  'rx-beam/lib/ws': ['rx-beam/lib/ws'],
  'rx-beam and rx-beam/json-rpc': ['rx-beam', 'rx-beam/json-rpc'],
};

/** User and system time of the whole process, in ms. */
const cpuMs = names => {
  const code = `${names.map(name => `import '${name}';`).join('')}
    const { user, system } = process.cpuUsage();
    console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT }));
};

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];

const taken = Object.fromEntries(Object.keys(IMPORTS).map(what => [what, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [what, names] of Object.entries(IMPORTS)) taken[what].push(cpuMs(names));
}
const empty = median(taken.nothing);
const reference = median(taken['rxjs, rxjs/webSocket and ws']) - empty;
for (const [what, values] of Object.entries(taken)) {
  const ms = median(values) - empty;
  console.log(`${what}: ${ms.toFixed(0)} ms, ${(ms / reference).toFixed(2)}`);
}

/** The table of the paired slices, and its section of docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { PAIRS } from '../paired/pairs.js';
import { asMarkdown } from './tables.js';

const DOC = new URL('../../../docs/performance.md', import.meta.url);
/** The last run that the document shows, kept with the sources: the rest of the document is of another run. */
const KEPT = new URL('paired.json', import.meta.url);
const WHY = new URL('paired-why.md', import.meta.url);

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

const TITLE = '## In paired slices';
const NEXT = '\n## In comparison\n';

/** The section of the last run that was kept. */
export const pairedSection = () => {
  const result = JSON.parse(readFileSync(KEPT, 'utf8'));
  const { at, node, cores, versions, pairs, processes } = result;
  return `${TITLE}

Two clients take turns in one process, in slices of a few milliseconds. A ratio is the CPU time of the client's slice divided by that
of the other client's slice: at 1.00, both cost the same; below 1.00, the client is cheaper. It is the median of ${pairs * processes} pairs of slices, ${pairs} in each of ${processes} processes; the
quartiles are shown next to it. \`npm run bench -- --paired\` repeats the measurement. Processes differ by about 0.03. On a busy machine, two runs differed by 0.02 for
events and items, and by 0.06 for calls, because few of the slices collect their garbage. Measured ${at.replace('T', ' ')} UTC
on Node ${node.slice(1)}, ${cores} cores, ws ${versions.ws}, rxjs ${versions.rxjs}, rpc-websockets ${versions['rpc-websockets']}.

${asMarkdown(pairedTable(result))}

- **\`limit-cork\`** is bare \`ws\` with a Map and a promise for each call, and one system call for all calls of a tick. It has no checks, no
  timeouts and no resending, and supports one protocol. For items, \`limit\` has a Map of listeners by key. \`rpc-websockets\` is that package's
  client.
- **CPU** is the CPU time of the process. Wall-clock time would include the wait for the server. Garbage is collected within the slices, and
  counts for the client in whose slice it is collected.
- **Both sides do the same checks**: each call must get its own reply, events must arrive in order, and the server must have received every
  call. The server creates the frames that it sends before the first slice. Slices are in the order AB, BA, AB and so on.

${readFileSync(WHY, 'utf8').trim()}
`;
};

/** Replaces the section by that of a run, which is kept. */
export const writePairedDocs = result => {
  writeFileSync(KEPT, `${JSON.stringify(result, null, 2)}\n`);
  const text = readFileSync(DOC, 'utf8');
  const head = text.slice(0, text.indexOf('\n## ') + 1);
  const rest = text.slice(text.indexOf(NEXT));
  writeFileSync(DOC, `${head}${pairedSection()}${rest}`);
};

import { parseArgs } from 'node:util';
import { PAIRS } from '../paired/pairs.js';
import { ALL } from './clients.js';
import { WORKS } from './works.js';

export const HELP = `npm run bench -- [options]

  (none)           a full run: every work, every client, five rounds, lines of growth; rewrites docs/performance.md
  --quick          fewer rounds, operations and clients, no lines of growth: under a minute
  --only a,b       these works (or all that begin so): ${Object.keys(WORKS).join(', ')};
                   with --paired: ${Object.keys(PAIRS).join(', ')}
  --clients a,b    these clients, and limit: ${ALL.join(', ')}
  --rounds n       of each work that is repeated
  --growth         lines of growth as well, where a run would leave them out
  --paired         two clients by turns in one process: what a call and an event cost beside bare ws
  --processes n    of each pair (five, and 40 pairs of slices in each)
  --docs           rewrite docs/performance.md after any run
  --report file    measure nothing: the tables, and with --docs the document, of an earlier result
`;

const listOf = text => text?.split(',').filter(Boolean);

const numberOf = text => (text === undefined ? undefined : Number(text));

export const readOptions = args => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      paired: { type: 'boolean', default: false },
      processes: { type: 'string' },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string' },
      clients: { type: 'string' },
      rounds: { type: 'string' },
      report: { type: 'string' },
    },
  });
  const only = listOf(values.only);
  const clients = listOf(values.clients);
  const whole = !values.quick && !values.paired && only === undefined && clients === undefined;
  const unknown = clients?.find(client => !ALL.includes(client));
  if (unknown !== undefined) throw new Error(`there is no client ${unknown}`);
  const chosen = table => Object.keys(table).filter(name => only?.some(start => name.startsWith(start)) ?? true);
  const names = chosen(WORKS);
  const pairs = chosen(PAIRS);
  if ((values.paired ? pairs : names).length === 0) throw new Error(`there is no work ${values.only}`);
  return {
    ...values,
    names,
    pairs,
    clients,
    rounds: numberOf(values.rounds),
    processes: numberOf(values.processes),
    growth: values.growth || whole,
    docs: values.docs || whole,
  };
};

import { type Arrival, ancestor, herd, type Kind, ours, type Scenario, withHedge } from './herd-model.js';

/** The seed of the documented table. */
export const SEED = 1;
const CLIENTS = 10_000;
const BIN = 100;

const scenarios: readonly Scenario[] = [
  { clients: CLIENTS, nextRefuses: 0 },
  { clients: CLIENTS, nextRefuses: 10_000 },
];

interface Column {
  readonly title: string;
  readonly arrivals: readonly Arrival[];
}

const countBy = <Key>(arrivals: readonly Arrival[], keyOf: (arrival: Arrival) => Key): Map<Key, number> => {
  const counts = new Map<Key, number>();
  for (const arrival of arrivals) counts.set(keyOf(arrival), (counts.get(keyOf(arrival)) ?? 0) + 1);
  return counts;
};

const perBin = (arrivals: readonly Arrival[]) => countBy(arrivals, ({ at }) => Math.floor(at / BIN));

const columnsOf = (seed: number): Column[] =>
  scenarios.flatMap(scenario => {
    const when = scenario.nextRefuses === 0 ? 'one lost' : 'one lost, next refuses';
    return [
      { title: `${when}: rx-beam`, arrivals: herd(ours, scenario, seed) },
      { title: `${when}: ancestor`, arrivals: herd(ancestor, scenario, seed) },
    ];
  });

const summary = (columns: readonly Column[]): string[][] => {
  const row = (name: string, of: (arrivals: readonly Arrival[]) => number) => [
    name,
    ...columns.map(({ arrivals }) => String(of(arrivals))),
  ];
  const backAt = (arrivals: readonly Arrival[]) =>
    arrivals.flatMap(({ at, accepted, back = at }) => (accepted ? [back] : [])).sort((a, b) => a - b);
  return [
    row('most in 100 ms', arrivals => Math.max(...perBin(arrivals).values())),
    row('most in 1 ms', arrivals => Math.max(...countBy(arrivals, ({ at }) => at).values())),
    row('dials in all', arrivals => arrivals.length),
    row('dials of the busiest endpoint', arrivals => Math.max(...countBy(arrivals, ({ address }) => address).values())),
    row('clients back', arrivals => backAt(arrivals).length),
    row('half of them after, ms', arrivals => backAt(arrivals)[Math.floor(backAt(arrivals).length / 2)] ?? 0),
    row('the last after, ms', arrivals => backAt(arrivals).at(-1) ?? 0),
  ];
};

const binRows = (columns: readonly Column[]): string[][] => {
  const bins = columns.map(({ arrivals }) => perBin(arrivals));
  const used = [...new Set(bins.flatMap(each => [...each.keys()]))].sort((a, b) => a - b);
  return used.map(bin => [`${bin * BIN}–${(bin + 1) * BIN}`, ...bins.map(each => String(each.get(bin) ?? '·'))]);
};

/** What the remaining endpoints cost, with and without `hedge`: in ms, the option of the second column of each pair. */
const HEDGE = 1_000;
/** Fewer than above: with a timer for each dial, virtual time is slow. */
const HEDGING_CLIENTS = 2_000;
const hedgeScenarios: readonly (readonly [title: string, scenario: Scenario])[] = [
  ['welcomes take 0.1 s', { clients: HEDGING_CLIENTS, nextRefuses: 0, welcomesAfter: 100 }],
  ['the next one hangs', { clients: HEDGING_CLIENTS, nextRefuses: 0, nextHangs: true, welcomesAfter: 100 }],
  ['welcomes take 1.5 s', { clients: HEDGING_CLIENTS, nextRefuses: 0, welcomesAfter: 1_500 }],
];

/** The other table: what `hedge` costs the servers, and what the clients get for it. */
export const hedgeTable = (seed: number): string => {
  const kinds: readonly (readonly [string, Kind])[] = [
    ['off', withHedge()],
    ['on', withHedge(HEDGE)],
  ];
  const columns = hedgeScenarios.flatMap(([title, scenario]) =>
    kinds.map(([name, kind]) => ({ title: `${title}: ${name}`, arrivals: herd(kind, scenario, seed) })),
  );
  return tableOf(['one lost', ...columns.map(({ title }) => title)], summary(columns));
};

/** The table in the documentation: dials that reach the remaining endpoints, per 100 ms after the loss. */
export const herdTable = (seed: number): string => {
  const columns = columnsOf(seed);
  const head = ['ms after the loss', ...columns.map(({ title }) => title)];
  const rows = [...binRows(columns), ...summary(columns).map(([name, ...cells]) => [`**${name}**`, ...cells])];
  return tableOf(head, rows);
};

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
};

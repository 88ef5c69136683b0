import type { Violations } from './ledger.js';
import { quantile, type Tally } from './tally.js';

/** The result of a run of chaos. */
export interface Result {
  readonly seed: number;
  readonly seconds: number;
  readonly tally: Tally;
  readonly violations: Violations;
  /** The resources that were left after everything was closed. */
  readonly leaks: readonly string[];
  /** How often each error was on `errors$`, by name. */
  readonly errors: Readonly<Record<string, number>>;
  /** How many faults were injected. */
  readonly faults: number;
}

/** How many findings of each kind are printed. */
const SHOWN = 10;

/** All violations and leaks, by kind. */
export const findings = ({ violations, leaks }: Result): [kind: string, list: readonly string[]][] => [
  ...Object.entries(violations),
  ['leaks', leaks],
];

export const isGood = (result: Result): boolean => findings(result).every(([, list]) => list.length === 0);

/** A result as text: first what happened, then what was wrong. */
export const report = (result: Result): string => {
  const { tally, errors, faults } = result;
  const { reconnects } = tally;
  const ms = (value: number) => `${Math.round(value)} ms`;
  const times = [
    quantile(reconnects, 0),
    quantile(reconnects, 0.5),
    quantile(reconnects, 0.95),
    quantile(reconnects, 1),
  ];
  const [min = 0, median = 0, p95 = 0, max = 0] = times;
  return [
    `calls       ${tally.made} made: ${tally.answered} answered, ${tally.refused} refused, ${tally.handed} handed over (no reply wanted),`,
    `            ${tally.unknown} unknown (${tally.unknownReceived} of them received), ${tally.never} never sent, ${tally.unsubscribed} unsubscribed, ${tally.unsettled} unsettled`,
    `server      ${faults} faults, ${tally.connections} connections, ${tally.received} calls received, ${tally.resent} of them again as marked`,
    `sessions    ${tally.sessions}`,
    `reconnects  ${reconnects.length}: min ${ms(min)}, median ${ms(median)}, p95 ${ms(p95)}, max ${ms(max)}`,
    `errors$     ${Object.entries(errors)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
    `wrong       ${findings(result)
      .map(([kind, list]) => `${list.length} ${kind}`)
      .join(', ')}`,
    ...findings(result).flatMap(([kind, list]) => sample(kind, list)),
    isGood(result) ? 'good' : `BAD: run it again with --seconds ${result.seconds} --seed ${result.seed}`,
  ].join('\n');
};

const sample = (kind: string, list: readonly string[]): string[] => {
  const more = list.length > SHOWN ? [`  ${kind}: and ${list.length - SHOWN} more`] : [];
  return [...list.slice(0, SHOWN).map(what => `  ${kind}: ${what}`), ...more];
};

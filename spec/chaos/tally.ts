import { type CallRecord, callsOf, type Entry, type Outcome } from './history.js';

/** The counts of a history. Each call is in exactly one of the first seven after `made`. */
export interface Tally {
  readonly made: number;
  readonly answered: number;
  readonly refused: number;
  /** Handed to the socket by a noReply call. */
  readonly handed: number;
  readonly unknown: number;
  readonly never: number;
  readonly unsubscribed: number;
  readonly unsettled: number;
  /** Received by the server; `resent` more than once, as marked. */
  readonly received: number;
  readonly resent: number;
  /** Of the unknown: those that the server did receive. */
  readonly unknownReceived: number;
  readonly connections: number;
  readonly sessions: number;
  /** From the loss of a session to the next one, in ms, ascending. */
  readonly reconnects: readonly number[];
}

type Bin = 'answered' | 'refused' | 'handed' | 'unknown' | 'never' | 'unsubscribed' | 'unsettled';

const binOf = (outcome: Outcome | undefined): Bin => {
  if (outcome === undefined) return 'unsettled';
  if (outcome.is === 'absurd') return 'unknown';
  if (outcome.is !== 'failed') return outcome.is;
  return outcome.delivery === 'answered' ? 'refused' : outcome.delivery;
};

export const tally = (history: readonly Entry[]): Tally => {
  const records = [...callsOf(history).values()];
  const bins = records.map(({ settled: [first] }) => binOf(first?.outcome));
  const count = (bin: Bin) => bins.filter(each => each === bin).length;
  const receivedAtLeast = (times: number) => records.filter(({ received }) => received.length >= times).length;
  const isReceived = ({ received }: CallRecord) => received.length > 0;
  return {
    made: records.length,
    answered: count('answered'),
    refused: count('refused'),
    handed: count('handed'),
    unknown: count('unknown'),
    never: count('never'),
    unsubscribed: count('unsubscribed'),
    unsettled: count('unsettled'),
    received: receivedAtLeast(1),
    resent: receivedAtLeast(2),
    unknownReceived: records.filter((record, i) => bins[i] === 'unknown' && isReceived(record)).length,
    connections: history.filter(({ at }) => at === 'opened').length,
    sessions: history.filter(({ at }) => at === 'established').length,
    reconnects: reconnectsOf(history).sort((a, b) => a - b),
  };
};

const reconnectsOf = (history: readonly Entry[]): number[] => {
  const times: number[] = [];
  let lost: number | undefined;
  for (const entry of history) {
    if (entry.at === 'ended') lost = undefined;
    if (entry.at === 'lost') lost ??= entry.ms;
    if (entry.at === 'established') {
      if (lost !== undefined) times.push(entry.ms - lost);
      lost = undefined;
    }
  }
  return times;
};

/** The quantile of an ascending list; 0 for an empty one. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 0;

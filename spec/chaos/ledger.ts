import { type CallRecord, callsOf, connectionsOf, type Entry, type Received } from './history.js';

/** The violations in a history, by kind. */
export interface Violations {
  /** The client reported an outcome that contradicts what the server received. */
  readonly lies: readonly string[];
  /** A call that may not be sent again was received twice, or an id was used for two calls. */
  readonly duplicates: readonly string[];
  /** One connection received calls in another order than that in which they were made. */
  readonly disorders: readonly string[];
  /** A connection received a call before `auth`. */
  readonly early: readonly string[];
  /** A call was sent on a connection that opened after the call had settled. */
  readonly ghosts: readonly string[];
  /** A socket was made while an earlier one was not closed. */
  readonly twins: readonly string[];
  /** A call never settled, or not before the client was closed. */
  readonly hangs: readonly string[];
  /** A call settled more than once or with an invalid outcome, or `closed$` emitted for a socket after the client had closed. */
  readonly absurdities: readonly string[];
}

/** Finds all violations in a history. */
export const judge = (history: readonly Entry[]): Violations => {
  const calls = callsOf(history);
  const records = [...calls.values()];
  return {
    lies: records.flatMap(lieOf),
    duplicates: [...records.flatMap(duplicatesOf), ...idsOf(history)],
    disorders: disordersOf(history, calls),
    early: earlyOf(history),
    ghosts: ghostsOf(history, records),
    twins: history.flatMap(entry =>
      entry.at === 'dialled' && entry.alive > 0 ? [`a socket was made while ${entry.alive} lived`] : [],
    ),
    hangs: hangsOf(history, records),
    absurdities: [...records.flatMap(absurdityOf), ...endsOf(history)],
  };
};

export const isClean = (violations: Violations): boolean => Object.values(violations).every(list => list.length === 0);

const nameOf = ({ made }: CallRecord): string => `${made.token} (${made.method})`;

const lieOf = (record: CallRecord): string[] => {
  const { made, settled, received } = record;
  const name = nameOf(record);
  return settled.flatMap(({ outcome }) => {
    if (outcome.is === 'answered' && received.length === 0) return [`${name} was answered, and never received`];
    if (outcome.is === 'answered' && made.refusable) return [`${name} succeeded, and the server refuses it`];
    if (outcome.is === 'answered' && !outcome.right) return [`${name} got the answer to something else`];
    if (outcome.is !== 'failed') return [];
    if (outcome.delivery === 'never' && received.length > 0) return [`${name} was "never" sent, and received`];
    if (outcome.delivery === 'answered' && received.length === 0) return [`${name} was refused, and never received`];
    if (outcome.delivery === 'answered' && !made.refusable) return [`${name} was refused without a reason`];
    const isRefused = outcome.kind === 'refused';
    return isRefused === (outcome.delivery === 'answered') ? [] : [`${name}: ${outcome.kind}, but ${outcome.delivery}`];
  });
};

const duplicatesOf = (record: CallRecord): string[] => {
  const entries = record.received.map(({ entry }) => entry);
  if (entries.length < 2) return [];
  if (!record.made.resend) return [`${nameOf(record)} was received ${entries.length} times`];
  const connections = new Set(entries.map(({ connection }) => connection));
  return connections.size < entries.length ? [`${nameOf(record)} was received twice on one connection`] : [];
};

/** A client uses an id for one call only, and a call keeps its id. */
const idsOf = (history: readonly Entry[]): string[] => {
  const callById = new Map<unknown, string>();
  const idByCall = new Map<string, unknown>();
  return history.flatMap(entry => {
    if (entry.at !== 'received') return [];
    const call = entry.token ?? `${entry.method} ${entry.args}`;
    const known = callById.get(entry.id);
    callById.set(entry.id, call);
    if (known !== undefined && known !== call) return [`the id ${entry.id} served two calls, one of ${entry.method}`];
    if (entry.token === undefined) return [];
    const before = idByCall.get(entry.token);
    idByCall.set(entry.token, entry.id);
    const changed = before !== undefined && before !== entry.id;
    return changed ? [`${entry.token} came with the ids ${before} and ${entry.id}`] : [];
  });
};

/** Resent calls are sent first on a connection, and were made before all others, so the order of making holds for all. */
const disordersOf = (history: readonly Entry[], calls: ReadonlyMap<string, CallRecord>): string[] => {
  const made = new Map([...calls.keys()].map((token, index) => [token, index]));
  return [...connectionsOf(history)].flatMap(([connection, { received }]) => {
    const tokens = received.flatMap(({ token }) => (token !== undefined && made.has(token) ? [token] : []));
    return tokens.flatMap((token, i) => {
      const before = tokens[i - 1];
      const isLate = before !== undefined && (made.get(before) ?? 0) > (made.get(token) ?? 0);
      return isLate ? [`connection ${connection} received ${token} after ${before}`] : [];
    });
  });
};

/** Whether a call may be sent before `auth`. */
const isAhead = ({ method }: Received): boolean => method === 'optOutEvents';

const earlyOf = (history: readonly Entry[]): string[] =>
  [...connectionsOf(history)].flatMap(([connection, { received }]) => {
    const first = received.find(entry => !isAhead(entry));
    if (first === undefined || first.method === 'auth') return [];
    return [`connection ${connection} received ${first.token ?? first.method} before auth`];
  });

const ghostsOf = (history: readonly Entry[], records: readonly CallRecord[]): string[] => {
  const connections = connectionsOf(history);
  return records.flatMap(record => {
    const [settled] = record.settled;
    if (settled === undefined) return [];
    const isGhost = record.received.some(
      ({ entry }) => (connections.get(entry.connection)?.opened ?? -1) > settled.index,
    );
    return isGhost ? [`${nameOf(record)} was sent when it was over`] : [];
  });
};

const hangsOf = (history: readonly Entry[], records: readonly CallRecord[]): string[] => [
  ...records.flatMap(record => (record.settled.length === 0 ? [`${nameOf(record)} never settled`] : [])),
  ...history.flatMap(entry =>
    entry.at === 'closed' && entry.unsettled > 0
      ? [`the client was closed with ${entry.unsettled} calls unsettled`]
      : [],
  ),
];

const absurdityOf = (record: CallRecord): string[] => {
  const absurd = record.settled.flatMap(({ outcome }) => (outcome.is === 'absurd' ? [outcome.what] : []));
  if (record.settled.length > 1) absurd.push(`it settled ${record.settled.length} times`);
  return absurd.map(what => `${nameOf(record)}: ${what}`);
};

/** After `closed$` has emitted for a `close()` without an open socket, it must not emit for a socket until the next dial. */
const endsOf = (history: readonly Entry[]): string[] => {
  let isOver = false;
  return history.flatMap(entry => {
    const isLate = entry.at === 'closeAnnounced' && entry.hadSocket && isOver;
    if (entry.at === 'dialled') isOver = false;
    if (entry.at === 'closeAnnounced') isOver = !entry.hadSocket;
    return isLate ? ['closed$ emitted for a socket after the client had closed without one'] : [];
  });
};

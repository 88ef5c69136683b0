import { type CallRecord, callsOf, connectionsOf, type Entry, type Received } from './history.js';

/** What must never be in a history, by kind. */
export interface Violations {
  /** The client said of a call what the server knows to be false. */
  readonly lies: readonly string[];
  /** A call was received twice that was not to be sent again, or an id served twice. */
  readonly duplicates: readonly string[];
  /** One connection received calls in another order than that in which they were made. */
  readonly disorders: readonly string[];
  /** A connection received a call before `auth`. */
  readonly early: readonly string[];
  /** A call was sent on a connection that came when its maker had been told how it ended. */
  readonly ghosts: readonly string[];
  /** A socket was made while another one lived. */
  readonly twins: readonly string[];
  /** A call never settled, or not before the client was closed. */
  readonly hangs: readonly string[];
  /** A call settled more than once, or in something that is no outcome; a socket's end is told when all was over. */
  readonly absurdities: readonly string[];
}

/** A history → all that is wrong with it. */
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

/** An id stands for one call for the life of a client, and each call has one. */
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

/** Those sent again come first on their connection, and were made before all others: one order holds for all. */
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

/** What may come before `auth`. */
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

/** A `close()` that found no open socket says so; after that there is no socket to be told of, until the next dial. */
const endsOf = (history: readonly Entry[]): string[] => {
  let isOver = false;
  return history.flatMap(entry => {
    const isLate = entry.at === 'told' && entry.found && isOver;
    if (entry.at === 'dialled') isOver = false;
    if (entry.at === 'told') isOver = !entry.found;
    return isLate ? ['closed$ told of a socket after the client was closed without one'] : [];
  });
};

import { type Beginning, isRequestFor, type OnWire } from './beginning.js';
import { parsed } from './parsed.js';
import { type ProtocolPlan, subscribing } from './protocol-plan.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** The id of a call that the client sent in JSON-RPC. */
const idOf = (entry: RecordedEntry): number | undefined => {
  const { id, method } = entry.type === 'sent' ? (parsed(entry.frame) ?? {}) : {};
  return typeof method === 'string' && typeof id === 'number' ? id : undefined;
};

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** The ids that were sent on the wire before the recording began, in the order in which the client of the replay sends them. */
const idsBefore = ({ setUp, requests }: OnWire, { subscribers }: Beginning): readonly number[] => [
  ...setUp.map(idOf).filter(isDefined),
  // Subscribers of the same have one request.
  ...new Set(
    subscribers
      .map(each => idOf(requests.find(({ sent }) => isRequestFor(sent.frame, each))?.sent ?? NOTHING))
      .filter(isDefined),
  ),
];

const NOTHING: RecordedEntry = { at: 0, type: 'ping' };

/** The same frame as the reply to a call that has another id now. */
const withId = (frame: string | number, id: number): string => JSON.stringify({ ...parsed(frame), id });

/**
 * A client that had a past begins with what was on the wire when the recording began: its set-up and its subscriptions. Then its
 * ids go on as they did. Only of JSON-RPC: what other protocols say is not understood.
 */
export const rpcPlan = (
  entries: readonly RecordedEntry[],
  beginning: Beginning,
  { protocol }: Readonly<Record<string, unknown>>,
): ProtocolPlan => {
  const { onWire, subscribers, handlers } = beginning;
  const next = nextId(entries, beginning);
  const before = idsBefore(onWire, beginning);
  const goesOn = (protocol as { ids?: unknown } | undefined)?.ids !== 'connection';
  const firstId = next === undefined || !goesOn ? undefined : next - before.length;
  const idInReplay = (id: unknown) => (firstId ?? 1) + before.indexOf(id as number);
  const replies = [
    ...onWire.setUp.filter(({ type }) => type === 'received'),
    ...onWire.requests.map(({ answer }) => answer).filter(isDefined),
  ];
  const handled = handlers.map((method): Step => ({ at: 0, handle: method }));
  return {
    firstId,
    ongoing: [...handled, ...subscribers.flatMap(each => subscribing(each, 0))],
    welcome: replies.map(({ frame }) => {
      const { id, method } = parsed(frame) ?? {};
      return method === undefined && before.includes(id as number) ? withId(frame, idInReplay(id)) : String(frame);
    }),
    received: text => {
      const { id, method } = firstId === undefined ? {} : (parsed(text) ?? {});
      const isOld = typeof id === 'number' && next !== undefined && id < next && method === undefined;
      return isOld ? undefined : text;
    },
  };
};

/** The id of the first call after the beginning, if there was anything before; undefined for a client that begins. */
const nextId = (entries: readonly RecordedEntry[], { isBooted, lastId }: Beginning): number | undefined => {
  if (lastId !== undefined) return lastId + 1;
  const ids = isBooted ? entries.map(idOf).filter(isDefined) : [];
  return ids.length === 0 ? undefined : Math.min(...ids);
};

import type { Arguments } from '../index.js';
import { type Beginning, type FrameEntry, isRequestFor, type OnWire } from './beginning.js';
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
  const made = new Set([undefined, ...entries.filter(entry => entry.type === 'made').map(({ call }) => call)]);
  const before = idsBefore(onWire, beginning);
  const goesOn = (protocol as { ids?: unknown } | undefined)?.ids !== 'connection';
  const firstId = next === undefined || !goesOn ? undefined : next - before.length;
  const replies = [
    ...onWire.setUp.filter(({ type }) => type === 'received'),
    ...onWire.requests.map(({ answer }) => answer).filter(isDefined),
  ];
  const handled = handlers.map((method): Step => ({ at: 0, handle: method }));
  return {
    firstId,
    ongoing: [...handled, ...subscribers.flatMap(each => subscribing(each, 0))],
    welcome: replies.flatMap(({ frame }) => {
      const { id, method } = parsed(frame) ?? {};
      if (method !== undefined || typeof id !== 'number') return [String(frame)];
      return before.includes(id) ? [withId(frame, (firstId ?? 1) + before.indexOf(id))] : [];
    }),
    sent: entry => (made.has((entry as { call?: number }).call) ? [] : spooledBefore(entry, next)),
    received: text => {
      const { id, method } = firstId === undefined ? {} : (parsed(text) ?? {});
      const isOld = typeof id === 'number' && next !== undefined && id < next && method === undefined;
      return isOld ? undefined : text;
    },
  };
};

/** A call that was made before the recording began, and sent only now: as if it were made now, so that ids go on. */
const spooledBefore = (entry: FrameEntry, next = 0): readonly Step[] => {
  const { at, frame, call } = entry as FrameEntry & { readonly call: number };
  const { id, method, params = [] } = parsed(frame) ?? {};
  if (typeof method !== 'string' || (typeof id === 'number' && id < next)) return [];
  const options = id === undefined ? { options: { noReply: true } } : {};
  return [{ at, call, method, args: params as Arguments, ...options }];
};

/** The id of the first call after the beginning, if there was anything before; undefined for a client that begins. */
const nextId = (entries: readonly RecordedEntry[], { isBooted, lastId }: Beginning): number | undefined => {
  if (lastId !== undefined) return lastId + 1;
  const ids = isBooted ? entries.map(idOf).filter(isDefined) : [];
  return ids.length === 0 ? undefined : Math.min(...ids);
};

import type { Arguments } from '../index.js';
import { type Beginning, type FrameEntry, isRequestFor, type OnWire } from './beginning.js';
import { parsed, partsOf } from './parsed.js';
import { type ProtocolPlan, subscribing } from './protocol-plan.js';
import type { RecordedEntry } from './recorded-entry.js';
import type { Step } from './replay-step.js';

/** The id of a call that the client sent in JSON-RPC. */
const idOf = (entry: RecordedEntry): number | undefined => {
  const { id, method } = entry.type === 'sent' ? (parsed(entry.frame) ?? {}) : {};
  return typeof method === 'string' && typeof id === 'number' ? id : undefined;
};

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** The ids of requests from before the recording that the replay sends too, in the order of the replay. */
const idsBefore = ({ setUp, requests }: OnWire, { subscribers }: Beginning): readonly number[] => [
  ...setUp.map(idOf).filter(isDefined),
  // Subscribers of the same subscription share a request.
  ...new Set(
    subscribers
      .map(each => idOf(requests.find(({ sent }) => isRequestFor(sent.frame, each))?.sent ?? NOTHING))
      .filter(isDefined),
  ),
];

const NOTHING: RecordedEntry = { at: 0, type: 'ping' };

/** The ids of the replies in a frame, which may be a batch. */
const answeredIn = (frame: string | number): readonly number[] => partsOf(frame).map(repliesTo).filter(isDefined);

const repliesTo = ({ id, method }: Record<string, unknown>): number | undefined =>
  method === undefined && typeof id === 'number' ? id : undefined;

/**
 * A frame whose replies have the ids of the replay; undefined if it has no other replies than dropped ones.
 *
 * @param isOld - whether a call was made before the recording began
 * @param newIds - the new ids of the calls that the replay makes too
 */
const renumbered = (
  frame: string,
  isOld: (id: number) => boolean,
  newIds: ReadonlyMap<number, number>,
): string | undefined => {
  const parts = partsOf(frame);
  const old = new Set(answeredIn(frame).filter(isOld));
  if (old.size === 0) return frame;
  const left = parts.flatMap(part => {
    const id = repliesTo(part);
    if (id === undefined || !old.has(id)) return [part];
    return newIds.has(id) ? [{ ...part, id: newIds.get(id) }] : [];
  });
  if (left.length === 0) return undefined;
  return JSON.stringify(Array.isArray(parsed(frame)) ? left : left[0]);
};

/**
 * If the recording has dropped its oldest entries, the replay first repeats the set-up and the subscriptions. After that, its ids are
 * those of the recording. Only for JSON-RPC, because the frames of other protocols cannot be parsed here.
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
  const newIds = new Map(before.map((id, i) => [id, (firstId ?? 1) + i]));
  const replies = [
    ...onWire.setUp.filter(({ type }) => type === 'received'),
    ...onWire.requests.map(({ answer }) => answer).filter(isDefined),
  ];
  const answered = new Set(replies.flatMap(({ frame }) => answeredIn(frame)));
  /** The set-up or a subscription request was in flight: its reply arrives at the recorded time. */
  const awaited = new Map([...newIds].filter(([id]) => !answered.has(id)));
  const handled = handlers.map((method): Step => ({ at: 0, handle: method }));
  return {
    firstId,
    ongoing: [...handled, ...subscribers.flatMap(each => subscribing(each, 0))],
    welcome: replies.map(({ frame }) => renumbered(String(frame), () => true, newIds)).filter(isDefined),
    sent: entry => (made.has((entry as { call?: number }).call) ? [] : spooledBefore(entry, next)),
    received: text => (firstId === undefined ? text : renumbered(text, id => id < (next ?? 0), awaited)),
  };
};

/** A call that was made before the recording began and sent later. The replay makes it when it was sent, to keep the ids. */
const spooledBefore = (entry: FrameEntry, next = 0): readonly Step[] => {
  const { at, frame, call } = entry as FrameEntry & { readonly call: number };
  const { id, method, params = [] } = parsed(frame) ?? {};
  if (typeof method !== 'string' || (typeof id === 'number' && id < next)) return [];
  const options = id === undefined ? { options: { noReply: true } } : {};
  return [{ at, call, method, args: params as Arguments, ...options }];
};

/** The id of the first recorded call, if there were calls before it; undefined if the recording has the first one. */
const nextId = (entries: readonly RecordedEntry[], { isBooted, lastId }: Beginning): number | undefined => {
  if (lastId !== undefined) return lastId + 1;
  const ids = isBooted ? entries.map(idOf).filter(isDefined) : [];
  return ids.length === 0 ? undefined : Math.min(...ids);
};

import type { State } from '../index.js';
import { parsed, partsOf } from './parsed.js';
import type { RecordedEntry } from './recorded-entry.js';

export type Subscribed = Extract<RecordedEntry, { type: 'subscribed' }>;
export type FrameEntry = Extract<RecordedEntry, { type: 'sent' | 'received' }>;

/** The client's socket, if the recording contains its dial. */
export interface KnownSocket {
  readonly dial: number;
  readonly address: string;
  readonly isOpen: boolean;
  readonly canPing: boolean;
}

/** The frames of a JSON-RPC connection that still have an effect. */
export interface OnWire {
  /** The frames until the connection was established, without those of subscriptions. */
  readonly setUp: readonly FrameEntry[];
  /** The requests for subscriptions, and their answers. */
  readonly requests: readonly { readonly sent: FrameEntry; readonly id: unknown; readonly answer?: FrameEntry }[];
}

/** The state of a client at the oldest kept entry. */
export interface Beginning {
  readonly isBooted: boolean;
  /** The address of its session, if it had one. */
  readonly session: string | undefined;
  readonly socket: KnownSocket | undefined;
  readonly onWire: OnWire;
  readonly subscribers: readonly Subscribed[];
  /** The methods that have a handler. */
  readonly handlers: readonly string[];
  /** The last JSON-RPC id that the client sent. */
  readonly lastId: number | undefined;
}

const NOT_RUNNING: readonly State[] = ['idle', 'closing', 'closed'];
const NOTHING: OnWire = { setUp: [], requests: [] };
/** A server may send any number of frames before the connection is established. */
const MAX_SET_UP_FRAMES = 100;
const MAX_FRAME_LENGTH = 10_000;

const places = ({ state, address }: { state: State; address: string | undefined }) => ({
  isBooted: !NOT_RUNNING.includes(state),
  session: state === 'connected' ? address : undefined,
});

export const beginningAt = (status: { state: State; address: string | undefined }): Beginning => ({
  ...places(status),
  socket: undefined,
  onWire: NOTHING,
  subscribers: [],
  handlers: [],
  lastId: undefined,
});

/** The state of a client after an entry. */
export const after = (before: Beginning, entry: RecordedEntry): Beginning => {
  const { socket } = before;
  switch (entry.type) {
    case 'status':
      return { ...before, ...places(entry) };
    case 'boot':
      return { ...before, isBooted: true };
    case 'dial': {
      const { dial, address } = entry;
      return { ...before, socket: { dial, address, isOpen: false, canPing: false }, onWire: NOTHING };
    }
    case 'open':
      if (socket?.dial !== entry.dial) return before;
      return { ...before, socket: { ...socket, isOpen: true, canPing: entry.canPing } };
    case 'gone':
      return socket?.dial === entry.dial ? { ...before, socket: undefined, onWire: NOTHING } : before;
    case 'sent':
      return afterSent(before, entry);
    case 'received':
      return afterReceived(before, entry);
    case 'subscribed':
      return { ...before, subscribers: [...before.subscribers, entry] };
    case 'unsubscribed':
    case 'ended':
      return without(before, entry.subscriber);
    case 'handler-added':
      return { ...before, handlers: [...before.handlers, entry.method] };
    case 'handler-removed':
      return { ...before, handlers: before.handlers.filter(method => method !== entry.method) };
    default:
      return before;
  }
};

/** Also drops the requests of subscriptions without subscribers. */
const without = (before: Beginning, gone: number): Beginning => {
  const subscribers = before.subscribers.filter(({ subscriber }) => subscriber !== gone);
  const requests = before.onWire.requests.filter(({ sent }) =>
    subscribers.some(each => isRequestFor(sent.frame, each)),
  );
  return { ...before, subscribers, onWire: { ...before.onWire, requests } };
};

/** Searches the text, because parsing every frame would be slow: JSON-RPC clients write the id last. */
const idOf = (frame: string | number): number | undefined => {
  const digits = typeof frame === 'string' ? /"id":(\d+)\}$/.exec(frame)?.[1] : undefined;
  return digits === undefined ? undefined : Number(digits);
};

const afterSent = (before: Beginning, entry: FrameEntry): Beginning => {
  const { frame } = entry;
  const id = idOf(frame);
  const lastId = id === undefined ? before.lastId : Math.max(id, before.lastId ?? id);
  const wanting = before.subscribers.find(each => isRequestFor(frame, each));
  if (wanting !== undefined) {
    const requests = before.onWire.requests.filter(({ sent }) => !isRequestFor(sent.frame, wanting));
    return { ...before, lastId, onWire: { ...before.onWire, requests: [...requests, { sent: entry, id }] } };
  }
  const now = lastId === before.lastId ? before : { ...before, lastId };
  // The client sends spooled calls before the connection counts as established.
  return 'call' in entry ? now : withSetUpFrame(now, entry);
};

const afterReceived = (before: Beginning, entry: FrameEntry): Beginning => {
  const { requests } = before.onWire;
  const isAwaited = requests.some(({ answer }) => answer === undefined);
  const parts = isAwaited ? partsOf(entry.frame) : [];
  const answered = requests.map(each => {
    const part = each.answer === undefined ? parts.find(({ id }) => id !== undefined && id === each.id) : undefined;
    return part === undefined ? each : { ...each, answer: { ...entry, frame: JSON.stringify(part) } };
  });
  if (answered.every((each, i) => each === requests[i])) return withSetUpFrame(before, entry);
  return { ...before, onWire: { ...before.onWire, requests: answered } };
};

const withSetUpFrame = (before: Beginning, entry: FrameEntry): Beginning => {
  const { session, onWire } = before;
  const { setUp } = onWire;
  if (session !== undefined || setUp.length >= MAX_SET_UP_FRAMES || String(entry.frame).length > MAX_FRAME_LENGTH)
    return before;
  return { ...before, onWire: { ...onWire, setUp: [...setUp, entry] } };
};

/** Whether a JSON-RPC frame requests the subscription of a subscriber. */
export const isRequestFor = (frame: string | number, { method, args }: Subscribed): boolean => {
  if (typeof frame !== 'string' || !frame.includes(`"method":${JSON.stringify(method)}`)) return false;
  const { params = [] } = parsed(frame) ?? {};
  return JSON.stringify(params) === args;
};

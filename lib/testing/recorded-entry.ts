import type { CallErrorKind, CloseOptions, Delivery, State } from '../index.js';

/** For a binary frame that is not text, `frame` is its size in bytes. `binary`: the text was in a binary frame. */
interface FrameFacts {
  readonly frame: string | number;
  readonly binary?: true;
}

/** What happened to the socket of a dial. Dials count from 1 for the life of the client. */
export type DialEntry = { readonly dial: number } & (
  | { readonly type: 'dial'; readonly address: string }
  /** `canPing`: the socket can send WebSocket pings, which are not recorded as frames. */
  | { readonly type: 'open'; readonly canPing: boolean }
  | ({ readonly type: 'received' } & FrameFacts)
  /** `call`: the number of the user's call that the frame contains. */
  | ({ readonly type: 'sent'; readonly call?: number } & FrameFacts)
  /** `byClient`: the client dropped it. */
  | { readonly type: 'gone'; readonly code: number; readonly reason: string; readonly byClient: boolean }
);

/** What happened to a call. Calls count from 1 for the life of the recording. */
export type CallEntry = { readonly call: number } & (
  | {
      readonly type: 'made';
      readonly id: number | undefined;
      readonly method: string;
      /** The arguments as JSON. */
      readonly args: string;
      readonly timeout: number;
      readonly noReply: boolean;
      readonly resend: boolean;
      readonly whenDown: string;
    }
  /** `after`: the time since it was sent, in ms, if it was sent once. */
  | { readonly type: 'settled'; readonly kind?: CallErrorKind; readonly delivery?: Delivery; readonly after?: number }
);

/** What happened to a subscriber of `subscribe$`. Subscribers count from 1 for the life of the recording. */
export type SubscriberEntry = { readonly subscriber: number } & (
  | {
      readonly type: 'subscribed';
      readonly method: string;
      /** The arguments as JSON. */
      readonly args: string;
      readonly linger: number;
    }
  | { readonly type: 'unsubscribed' }
  /** The server ended the subscription, or it failed: then `error` is the message. */
  | { readonly type: 'ended'; readonly error?: string }
);

/** What handlers did. The calls that they take count from 1 for the life of the recording. */
export type HandlerEntry =
  | { readonly type: 'handler-added' | 'handler-removed'; readonly method: string }
  | { readonly type: 'requested'; readonly request: number; readonly method: string }
  /** `data` is the result as JSON, empty if it cannot be serialized; `failure` says why the handler failed. */
  | { readonly type: 'answered'; readonly request: number; readonly data?: string; readonly failure?: string };

/** One thing that happened, without keys; `at` is in ms since the recording began. */
export type RecordedEntry = { readonly at: number } & (
  | DialEntry
  | CallEntry
  | SubscriberEntry
  | HandlerEntry
  | { readonly type: 'boot' | 'ping' }
  /** How many bytes the socket had buffered; recorded only with the option `highWater`. */
  | { readonly type: 'buffered'; readonly bytes: number }
  | { readonly type: 'close'; readonly options: CloseOptions }
  | { readonly type: 'network'; readonly event: 'wake' | 'offline' }
  | { readonly type: 'status'; readonly state: State; readonly address: string | undefined }
  | { readonly type: 'waiting'; readonly delay: number; readonly attempt: number }
);

/** The members whose texts may contain a key. */
const TEXTS = ['args', 'frame', 'data', 'failure', 'error', 'reason'] as const;

/** The entry, with each text that may contain a key passed through `mask`. */
export const masked = (entry: RecordedEntry, mask: (text: string) => string): RecordedEntry => {
  const facts = entry as Readonly<Record<string, unknown>>;
  const texts = TEXTS.filter(name => typeof facts[name] === 'string');
  if (texts.length === 0) return entry;
  return Object.freeze({
    ...entry,
    ...Object.fromEntries(texts.map(name => [name, mask(facts[name] as string)])),
  }) as RecordedEntry;
};

/** How many characters an entry keeps. */
export const sizeOf = (entry: RecordedEntry): number => {
  const facts = entry as Readonly<Record<string, unknown>>;
  return TEXTS.reduce((sum, name) => sum + (typeof facts[name] === 'string' ? (facts[name] as string).length : 0), 0);
};

import type { CallErrorKind, CloseOptions, Delivery, State } from '../index.js';

/** Of a binary frame that is no text, its size in bytes. `binary`: the text came, or went, in a binary frame. */
interface FrameFacts {
  readonly frame: string | number;
  readonly binary?: true;
}

/** What happened to the socket of a dial. Dials count from 1 for the life of the client. */
export type DialEntry = { readonly dial: number } & (
  | { readonly type: 'dial'; readonly address: string }
  /** `canPing`: it has pings of the WebSocket protocol, which are no frames. */
  | { readonly type: 'open'; readonly canPing: boolean }
  | ({ readonly type: 'received' } & FrameFacts)
  /** `call`: the call of the user that it is. */
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
  /** `after`: so long after it was sent, in ms, if it was sent once. */
  | { readonly type: 'settled'; readonly kind?: CallErrorKind; readonly delivery?: Delivery; readonly after?: number }
);

/** What became of a subscriber of `subscribe$`. They count from 1 for the life of the recording. */
export type SubscriberEntry = { readonly subscriber: number } & (
  | {
      readonly type: 'subscribed';
      readonly method: string;
      /** The arguments as JSON. */
      readonly args: string;
      readonly linger: number;
    }
  | { readonly type: 'unsubscribed' }
  /** The server ended it, or something went wrong: then with the words of the error. */
  | { readonly type: 'ended'; readonly error?: string }
);

/** What the handlers of `handle` did. The calls of servers that they take count from 1 for the life of the recording. */
export type HandlerEntry =
  | { readonly type: 'handler-added' | 'handler-removed'; readonly method: string }
  | { readonly type: 'requested'; readonly request: number; readonly method: string }
  /** With the result as JSON, empty if it has no such form, or why the handler failed. */
  | { readonly type: 'answered'; readonly request: number; readonly data?: string; readonly failure?: string };

/** One thing that happened, without keys; `at` is in ms since the recording began. */
export type RecordedEntry = { readonly at: number } & (
  | DialEntry
  | CallEntry
  | SubscriberEntry
  | HandlerEntry
  | { readonly type: 'boot' | 'ping' }
  /** How many bytes waited to leave the socket, where the option `highWater` makes that matter. */
  | { readonly type: 'buffered'; readonly bytes: number }
  | { readonly type: 'close'; readonly options: CloseOptions }
  | { readonly type: 'network'; readonly event: 'wake' | 'offline' }
  | { readonly type: 'status'; readonly state: State; readonly address: string | undefined }
  | { readonly type: 'waiting'; readonly delay: number; readonly attempt: number }
);

/** The members whose texts may hold a key. */
const TEXTS = ['args', 'frame', 'data', 'failure', 'error', 'reason'] as const;

/** The same with each text that may hold a key passed through `mask`. */
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

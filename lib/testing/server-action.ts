import type { DataOf, NameIn } from '../client/call-types.js';
import type { ChatEvents } from '../index.js';
import { quote } from '../text/quote.js';
import { isObject, isWhole } from '../text/rule.js';

/** One thing that a scripted server does to one socket. Exported to users as `Act`. */
export type ServerAction =
  | { readonly type: 'open' | 'welcome' | 'up' | 'silent' | 'down' }
  | { readonly type: 'send'; readonly data: unknown }
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'buffered'; readonly bytes: number }
  | SpokenAction;

/** Those that a server says in its protocol. */
export type SpokenAction =
  | { readonly type: 'event'; readonly name: string; readonly data: unknown }
  | { readonly type: 'item'; readonly method: string; readonly item: unknown }
  | { readonly type: 'end'; readonly method: string; readonly error: unknown }
  | { readonly type: 'request'; readonly method: string; readonly args: unknown };

const TYPES: ReadonlySet<unknown> = new Set<ServerAction['type']>([
  ...(['open', 'welcome', 'up', 'silent', 'down', 'send'] as const),
  ...(['close', 'buffered', 'event', 'item', 'end', 'request'] as const),
]);

export const isAction = (value: unknown): value is ServerAction =>
  isObject(value) && TYPES.has((value as { type?: unknown }).type);

/** The server sends an event. */
export const event = <Name extends NameIn<ChatEvents>>(name: Name, data: DataOf<ChatEvents, Name>): ServerAction =>
  Object.freeze({ type: 'event', name, data });

/** The server sends an item of each subscription that this method has requested on the socket. */
export const item = (method: string, data: unknown): ServerAction =>
  Object.freeze({ type: 'item', method, item: data });

/** The server ends each subscription that this method has requested on the socket, with an error if one is given. */
export const end = (method: string, error?: unknown): ServerAction => Object.freeze({ type: 'end', method, error });

/** The server makes a call, which a handler of the client answers. */
export const request = (method: string, args?: unknown): ServerAction =>
  Object.freeze({ type: 'request', method, args });

/** The server sends a raw frame: a string, or binary data in the form that the runtime delivers it. */
export const frame = (data: unknown): ServerAction => Object.freeze({ type: 'send', data });

/**
 * The server closes the socket with a close frame, which the client receives.
 *
 * @throws TypeError for what is no code of a close frame, and no text
 */
export const close = (code: number, reason = ''): ServerAction => {
  if (!isCloseCode(code)) throw new TypeError(`close() takes a code from 1000 to 4999, not ${quote(code)}`);
  if (typeof reason !== 'string') throw new TypeError(`close() takes a reason as text, not ${quote(reason)}`);
  return Object.freeze({ type: 'close', code, reason });
};

export const isCloseCode = (code: unknown): boolean => isWhole(code) && Number(code) >= 1000 && Number(code) <= 4999;

/**
 * From now on, so many bytes wait to leave the client's socket, as if the server read slowly. It reads all the same.
 *
 * @throws TypeError for what is no number of bytes
 */
export const buffered = (bytes: number): ServerAction => {
  if (!isWhole(bytes)) throw new TypeError(`buffered() takes a whole number of bytes from 0 up, not ${quote(bytes)}`);
  return Object.freeze({ type: 'buffered', bytes });
};

export const DOWN: ServerAction = { type: 'down' };

/**
 * The actions that every marble diagram may use, by letter. A script may define more.
 *
 * @param hasWelcome - whether servers of the protocol send something when a socket has opened
 */
export const defaultLetters = (hasWelcome: boolean): Readonly<Record<string, ServerAction>> => ({
  o: { type: 'open' },
  ...(hasWelcome ? { w: { type: 'welcome' } } : {}),
  u: { type: 'up' },
  s: { type: 'silent' },
  d: DOWN,
});

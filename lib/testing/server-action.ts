import type { DataOf, NameIn } from '../client/call-types.js';
import type { ChatEvents } from '../index.js';

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

/** The server closes the socket with a close frame, which the client receives. */
export const close = (code: number, reason = ''): ServerAction => Object.freeze({ type: 'close', code, reason });

/** From now on, so many bytes wait to leave the client's socket, as if the server read slowly. It reads all the same. */
export const buffered = (bytes: number): ServerAction => Object.freeze({ type: 'buffered', bytes });

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

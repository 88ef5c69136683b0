import type { DataOf, NameIn } from '../client/call-types.js';
import type { ChatEvents } from '../index.js';

/** One thing that a scripted server does to one socket. Exported to users as `Act`. */
export type ServerAction =
  | { readonly type: 'open' | 'welcome' | 'up' | 'silent' | 'down' }
  | { readonly type: 'send'; readonly data: unknown }
  | { readonly type: 'close'; readonly code: number; readonly reason: string };

/** The server sends an event. */
export const event = <Name extends NameIn<ChatEvents>>(name: Name, data: DataOf<ChatEvents, Name>): ServerAction =>
  frame(JSON.stringify({ type: 'event', event: name, data }));

/** The server sends a raw frame: a string, or binary data in the form that the runtime delivers it. */
export const frame = (data: unknown): ServerAction => Object.freeze({ type: 'send', data });

/** The server closes the socket with a close frame, which the client receives. */
export const close = (code: number, reason = ''): ServerAction => Object.freeze({ type: 'close', code, reason });

export const DOWN: ServerAction = { type: 'down' };

/** The actions that every marble diagram may use, by letter. A script may define more. */
export const DEFAULT_LETTERS: Readonly<Record<string, ServerAction>> = {
  o: { type: 'open' },
  w: { type: 'welcome' },
  u: { type: 'up' },
  s: { type: 'silent' },
  d: DOWN,
};

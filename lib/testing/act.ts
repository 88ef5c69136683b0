import type { DataOf, NameIn } from '../client/call-types.js';
import type { ChatEvents } from '../index.js';

/** Something that a server does to one socket. */
export type Act =
  | { readonly does: 'open' | 'welcome' | 'up' | 'hush' | 'break' }
  | { readonly does: 'send'; readonly data: unknown }
  | { readonly does: 'close'; readonly code: number; readonly reason: string };

/** A server event. */
export const event = <Name extends NameIn<ChatEvents>>(name: Name, data: DataOf<ChatEvents, Name>): Act =>
  frame(JSON.stringify({ type: 'event', event: name, data }));

/** A frame as it is: text, or what a runtime gives for binary. */
export const frame = (data: unknown): Act => ({ does: 'send', data });

/** The server closes the socket; the client hears it with a close frame. */
export const close = (code: number, reason = ''): Act => ({ does: 'close', code, reason });

export const BREAK: Act = { does: 'break' };

/** What the letters of a diagram stand for; a script may have more. */
export const LETTERS: Readonly<Record<string, Act>> = {
  o: { does: 'open' },
  w: { does: 'welcome' },
  u: { does: 'up' },
  s: { does: 'hush' },
  d: BREAK,
};

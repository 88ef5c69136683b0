import type { Person } from './people.js';

/** One thing to show to the user. */
export type ChatOutput =
  /** A chat message. `past` if it comes from the history. A server sends an event only to whom a whisper is for. */
  | {
      readonly type: 'message';
      readonly past: boolean;
      readonly whisper?: 'to you' | 'from you';
      readonly data: unknown;
    }
  /** Any other event of the server. */
  | { readonly type: 'event'; readonly event: string; readonly data: unknown }
  /** The server's reply to a typed command. */
  | { readonly type: 'reply'; readonly method: string; readonly data: unknown }
  /** A typed line that waits for a connection. `/who` is no call, and has no method. */
  | {
      readonly type: 'spooled';
      readonly line: string;
      readonly method?: string;
      readonly arguments?: readonly unknown[];
    }
  /** Who is here. Not `complete` if only those are known who came since the connection. */
  | { readonly type: 'people'; readonly complete: boolean; readonly people: readonly Person[] }
  /** `/now` was typed. `trying` if the client waited for its next try. */
  | { readonly type: 'now'; readonly trying: boolean; readonly connected: boolean }
  /** An error, with the server's code if it sent one, and the typed line that failed if there is one. */
  | { readonly type: 'error'; readonly message: string; readonly code?: string; readonly line?: string }
  /** The user left. The chat ends once the spooled lines are sent, or when the time is over. */
  | { readonly type: 'leaving'; readonly spooled: number; readonly withinMs: number }
  /** The list of commands. */
  | { readonly type: 'help' };

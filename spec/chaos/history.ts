import type { CallErrorKind, Delivery } from '../../lib/index.js';

/** What the maker of a call was told in the end. */
export type Outcome =
  /** A reply; `right` when it is the one that this call must get. */
  | { readonly is: 'answered'; readonly right: boolean }
  /** Resolved without waiting for a reply. */
  | { readonly is: 'handed' }
  | { readonly is: 'failed'; readonly kind: CallErrorKind; readonly delivery: Delivery }
  /** Nobody was told: the subscription was ended. */
  | { readonly is: 'unsubscribed' }
  /** What no call may end in. */
  | { readonly is: 'absurd'; readonly what: string };

/** One thing that happened, on the client's side or the server's; one process, so one order. */
export type Entry =
  | {
      readonly at: 'made';
      readonly token: string;
      readonly method: string;
      /** Whether it may be sent again on another connection. */
      readonly resend: boolean;
      /** Whether the server, once it has it, refuses it. */
      readonly refusable: boolean;
    }
  | { readonly at: 'settled'; readonly token: string; readonly outcome: Outcome }
  /** The client made a socket, while so many earlier ones lived. */
  | { readonly at: 'dialled'; readonly alive: number }
  /** A session was lost; one stands. At a time, in ms. */
  | { readonly at: 'lost' | 'stands'; readonly ms: number }
  /** The client was closed, on purpose or for good: what follows is no reconnect. */
  | { readonly at: 'ended' }
  /** A `close()` resolved, and the client is closed: so many calls are not settled all the same. */
  | { readonly at: 'closed'; readonly unsettled: number }
  /** `closed$` told of an end; `found` when there was an open socket. */
  | { readonly at: 'told'; readonly found: boolean }
  /** The server's side: a WebSocket opened. */
  | { readonly at: 'opened'; readonly connection: number }
  /** The server's side: a call came. `token` is the one in its arguments, or else `args` tells it from others. */
  | {
      readonly at: 'received';
      readonly connection: number;
      readonly method: string;
      readonly id: unknown;
      readonly token: string | undefined;
      readonly args: string;
    };

export type Made = Entry & { at: 'made' };
export type Received = Entry & { at: 'received' };

/** Everything about one call, with the places of it in the history. */
export interface CallRecord {
  readonly made: Made;
  readonly settled: { readonly outcome: Outcome; readonly index: number }[];
  readonly received: { readonly entry: Received; readonly index: number }[];
}

/** A history by call, in the order in which they were made. */
export const callsOf = (history: readonly Entry[]): Map<string, CallRecord> => {
  const calls = new Map<string, CallRecord>();
  for (const [index, entry] of history.entries()) {
    if (entry.at === 'made') calls.set(entry.token, { made: entry, settled: [], received: [] });
    if (entry.at === 'settled') calls.get(entry.token)?.settled.push({ outcome: entry.outcome, index });
    if (entry.at === 'received' && entry.token !== undefined) calls.get(entry.token)?.received.push({ entry, index });
  }
  return calls;
};

/** What each connection received, in order, and when it opened. */
export const connectionsOf = (history: readonly Entry[]): Map<number, { opened: number; received: Received[] }> => {
  const connections = new Map<number, { opened: number; received: Received[] }>();
  for (const [index, entry] of history.entries()) {
    if (entry.at === 'opened') connections.set(entry.connection, { opened: index, received: [] });
    if (entry.at === 'received') connections.get(entry.connection)?.received.push(entry);
  }
  return connections;
};

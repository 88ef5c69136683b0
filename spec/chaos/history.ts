import type { CallErrorKind, Delivery } from '../../lib/index.js';

/** How a call ended for its caller. */
export type Outcome =
  /** A reply; `right` if it is the reply to this call. */
  | { readonly is: 'answered'; readonly right: boolean }
  /** Resolved without waiting for a reply. */
  | { readonly is: 'handed' }
  | { readonly is: 'failed'; readonly kind: CallErrorKind; readonly delivery: Delivery }
  /** The subscription was ended before the call settled. */
  | { readonly is: 'unsubscribed' }
  /** An outcome that no call may have. */
  | { readonly is: 'absurd'; readonly what: string };

/** An event on the client's or the server's side. Both run in one process, so all entries have one order. */
export type Entry =
  | {
      readonly at: 'made';
      readonly token: string;
      readonly method: string;
      /** Whether it may be sent again on another connection. */
      readonly resend: boolean;
      /** Whether the server refuses it. */
      readonly refusable: boolean;
    }
  | { readonly at: 'settled'; readonly token: string; readonly outcome: Outcome }
  /** The client made a socket; `alive` is how many earlier ones were not closed. */
  | { readonly at: 'dialled'; readonly alive: number }
  /** A session was lost or established, at a time in ms. */
  | { readonly at: 'lost' | 'established'; readonly ms: number }
  /** The client was closed, by close() or a final refusal: the next session is no reconnect. */
  | { readonly at: 'ended' }
  /** A `close()` resolved and the client is closed; `unsettled` is how many calls have not settled. */
  | { readonly at: 'closed'; readonly unsettled: number }
  /** `closed$` emitted; `hadSocket` says whether there was an open socket. */
  | { readonly at: 'closeAnnounced'; readonly hadSocket: boolean }
  /** The server's side: a WebSocket opened. */
  | { readonly at: 'opened'; readonly connection: number }
  /** The server's side: a call arrived. A call without a token is identified by its `args`. */
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

/** Everything about one call, with the positions in the history. */
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

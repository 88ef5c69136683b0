import type { Observer } from 'rxjs';
import type { Closed, Farewell, Frame } from './link.js';
import type { WebSocketConstructor, WebSocketExtras } from './web-socket-like.js';

/** How to open one socket. */
export interface Dial {
  /** Names the server in whatever is reported of it. */
  readonly address: string;
  /** What is dialled: the address and its query. */
  readonly url: string;
  readonly protocols?: string | readonly string[] | undefined;
  /** Whether binary frames are read, as a Uint8Array. */
  readonly binary?: boolean | undefined;
  readonly WebSocketCtor: WebSocketConstructor;
  /** Close codes after which no address is tried any more. */
  readonly fatalCloseCodes?: readonly number[] | undefined;
  /** What a server's close reason goes through before it is reported. */
  maskReason?(reason: string): string;
  // What observes all that happens to the socket.

  opened?(raw: WebSocketExtras | undefined): void;
  received?(frame: unknown): void;
  sending?(frame: Frame): void;
  /** @param byClient - whether it was dropped, and did not end by itself */
  gone?(opened: boolean, code: number, reason: string, byClient: boolean): void;
  /** Notified once of each socket that had opened, when it is gone. */
  readonly closeObserver: Pick<Observer<Closed>, 'next'>;
  /** Asked when an open socket is unsubscribed: what the closing handshake is to say, or undefined to drop the socket. */
  farewell(): Farewell | undefined;
}

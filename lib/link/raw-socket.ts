import { Observable } from 'rxjs';
import { type Farewell, NORMAL_CLOSURE } from './link.js';
import { callUser } from './user-functions.js';
import type { WebSocketConstructor, WebSocketExtras, WebSocketLike } from './web-socket-like.js';

/** The runtime's socket, with what it can do beyond the standard. */
export type RawSocket = WebSocketLike & WebSocketExtras;

export const dataOf = (event: MessageEvent<unknown>): unknown => event.data;

/** The same with a binary frame as bytes. */
export const bytesOf = ({ data }: MessageEvent<unknown>): unknown =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : data;

/**
 * Called by the subject in place of the constructor, which it keeps to itself: tells the owner of the socket that was made.
 * For `bind`, since a class for each socket would have a prototype of its own.
 */
export function CapturingConstructor(
  owner: { readonly WebSocketCtor: WebSocketConstructor; made(raw: RawSocket): void },
  url: string,
  protocols?: string | string[],
): RawSocket {
  const { WebSocketCtor: Ctor } = owner;
  const raw: RawSocket = protocols === undefined ? new Ctor(url) : new Ctor(url, protocols);
  owner.made(raw);
  return raw;
}

/**
 * From when the socket is open: the subject would pass each frame through a Subject of its own, a closure and a `try`, which
 * takes longer than to find the subscribers of an event.
 *
 * @param to - gets each frame, and hears of each ping and pong
 */
export const listenTo = (
  raw: RawSocket,
  binary: boolean | undefined,
  to: { next(frame: unknown): void; hear(): void },
): void => {
  const read = binary ? bytesOf : dataOf;
  raw.onmessage = (event: MessageEvent<unknown>) => to.next(read(event));
  const hear = () => to.hear();
  raw.on?.('pong', hear);
  raw.on?.('ping', hear);
};

/** If the user's class throws, RxJS reports the error as one of its handlers' errors, and the socket counts as dropped. */
export const drop = (raw: RawSocket): void =>
  callUser(() => (raw.terminate === undefined ? raw.close(NORMAL_CLOSURE) : raw.terminate()), undefined);

/** The same with a closing handshake; a socket that throws is dropped later, as one whose server does not answer. */
export const leave = (raw: RawSocket, { code, reason }: Farewell): void =>
  callUser(() => (raw.leave === undefined ? raw.close(code, reason) : raw.leave(code, reason)), undefined);

/** What a constructor threw; or the Error that `ws` puts into its event, while that of browsers tells no cause. */
export const causeOf = (error: unknown): unknown => {
  if (error instanceof Error || typeof error !== 'object' || error === null) return error;
  return (error as { error?: unknown }).error;
};

/** Whether it has the pings of the WebSocket protocol, and says that they were answered. */
export const canPing = (raw: WebSocketExtras | undefined): boolean => raw?.ping !== undefined && raw.on !== undefined;

/** Sends a ping of the WebSocket protocol; false if the socket cannot, or would not say that it was answered. */
export const pingBy = (raw: RawSocket | undefined): boolean => {
  if (!canPing(raw)) return false;
  raw?.ping?.();
  return true;
};

/** Emits each time the server answers a ping of the WebSocket protocol. */
export const pongsOf = (raw: RawSocket | undefined): Observable<void> =>
  new Observable(subscriber => {
    const pong = () => subscriber.next();
    raw?.on?.('pong', pong);
    return () => raw?.off?.('pong', pong);
  });

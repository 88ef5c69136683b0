import { asyncScheduler, defer, EMPTY, Observable, type Observer, Subscription, timer } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { ConnectionError } from '../errors.js';
import { sayCause } from '../quote.js';
import type { WebSocketConstructor, WebSocketExtras, WebSocketLike } from './web-socket-like.js';

const OPEN = 1;
export const NORMAL = 1000;
export const NO_CLOSE_FRAME = 1006;
/** How long a server may take to answer our close frame, in ms. */
const FAREWELL = 1_000;

/** How a socket that had opened ended. */
export interface Closed {
  /** The server's address; undefined when a `close()` found no open socket, or no address could be had. */
  readonly address: string | undefined;
  /** The WebSocket close code; 1006 when no close frame came. */
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** How an attempt ended, its socket opened or not. */
export interface End extends Closed {
  readonly opened: boolean;
}

export interface Dial {
  /** Names the server in whatever is told of it. */
  readonly address: string;
  /** What is dialled: the address and its query. */
  readonly url: string;
  readonly protocols?: string | readonly string[] | undefined;
  readonly WebSocketCtor: WebSocketConstructor;
  /** Told once of each socket that had opened, when it is gone. */
  readonly closeObserver: Pick<Observer<Closed>, 'next'>;
}

/** An open socket, without meaning. */
export interface Link {
  readonly address: string;
  /** What the server sends, raw: strings, or the runtime's binary. */
  readonly frames$: Observable<unknown>;
  /** When anything last came from the server, pongs included: epoch ms. */
  heardAt(): number;
  /** How many things have come, pongs included. */
  heard(): number;
  /** Hands a frame to this very socket; false when it is not open any more, and then nothing was sent. */
  send(text: string): boolean;
  /** Sends a ping of the WebSocket protocol, where the runtime can. */
  readonly ping: (() => void) | undefined;
  /** Says farewell: unsubscribing then leaves the closing handshake its time, instead of dropping the socket. */
  close(code: number, reason: string): void;
}

/** A connection that ended by itself, or could not be made. */
export class LinkLost extends ConnectionError {
  constructor(
    message: string,
    readonly end: End,
    readonly failure?: { readonly cause?: unknown; readonly httpStatus?: number | undefined },
  ) {
    super(message, { address: end.address, code: end.code, reason: end.reason, ...failure });
  }
}

/**
 * One socket as a cold Observable: emits the {@link Link} when it is open, and errors with {@link LinkLost} however it
 * ends, a clean close included. Unsubscribing drops the socket at once.
 */
export const openSocket = (dial: Dial): Observable<Link> =>
  new Observable(subscriber => {
    const { address, closeObserver } = dial;
    let raw: (WebSocketLike & WebSocketExtras) | undefined;
    let heardAt = 0;
    let heard = 0;
    let phase: 'dialling' | 'open' | 'leaving' | 'gone' = 'dialling';
    const hear = () => {
      heardAt = asyncScheduler.now();
      heard += 1;
    };
    const socket = new Subscription();

    const gone = (code: number, reason: string, wasClean: boolean, failure?: LinkLost['failure']) => {
      if (phase === 'gone') return;
      const opened = phase !== 'dialling';
      phase = 'gone';
      if (raw !== undefined) drop(raw);
      socket.unsubscribe();
      if (opened) closeObserver.next({ address, code, reason, wasClean });
      const end = { address, code, reason, wasClean, opened };
      subscriber.error(new LinkLost(say(end, failure?.cause), end, failure));
    };
    const failed = (error: unknown) =>
      gone(NO_CLOSE_FRAME, '', false, { cause: causeOf(error), httpStatus: raw?.httpStatus });

    const subject = webSocket<unknown>({
      url: dial.url,
      ...(dial.protocols === undefined ? {} : { protocol: dial.protocols as string | string[] }),
      WebSocketCtor: capture(dial.WebSocketCtor, made => {
        raw = made;
      }),
      deserializer: event => event.data,
      closeObserver: { next: ({ code, reason, wasClean }) => gone(code, reason, wasClean) },
      openObserver: {
        next: () => {
          if (phase !== 'dialling') return;
          phase = 'open';
          hear();
          raw?.on?.('pong', hear);
          raw?.on?.('ping', hear);
          subscriber.next(link);
        },
      },
    });

    const link: Link = {
      address,
      // The subject itself would dial anew for whoever comes when its socket is gone.
      frames$: defer(() => (phase === 'open' ? subject : EMPTY)),
      heardAt: () => heardAt,
      heard: () => heard,
      send: text => {
        if (phase !== 'open' || raw?.readyState !== OPEN) return false;
        try {
          raw.send(text);
          return true;
        } catch (cause) {
          // In a moment: whoever sends must hear first that it was not sent.
          socket.add(timer(0).subscribe(() => gone(NO_CLOSE_FRAME, '', false, { cause })));
          return false;
        }
      },
      get ping() {
        return typeof raw?.ping === 'function' && typeof raw.on === 'function' ? () => raw?.ping?.() : undefined;
      },
      close: (code, reason) => {
        if (phase !== 'open' || raw === undefined) return;
        phase = 'leaving';
        if (raw.leave === undefined) raw.close(code, reason);
        else raw.leave(code, reason);
        socket.add(timer(FAREWELL).subscribe(() => gone(NO_CLOSE_FRAME, '', false)));
      },
    };

    socket.add(subject.subscribe({ next: hear, error: failed }));
    return () => {
      if (phase !== 'leaving') gone(NO_CLOSE_FRAME, '', false);
    };
  });

/** The constructor that the subject calls, with a view of the socket it made: only that one's state can be trusted. */
const capture = (Ctor: WebSocketConstructor, made: (raw: WebSocketLike & WebSocketExtras) => void) =>
  // Bound: a constructor, but no class with a prototype of its own for each socket.
  Captured.bind(undefined, Ctor, made) as unknown as new (
    url: string,
    protocols?: string | string[],
  ) => WebSocket;

function Captured(
  Ctor: WebSocketConstructor,
  made: (raw: WebSocketLike & WebSocketExtras) => void,
  url: string,
  protocols?: string | string[],
): WebSocketLike {
  const raw = protocols === undefined ? new Ctor(url) : new Ctor(url, protocols);
  made(raw);
  return raw;
}

const drop = (raw: WebSocketLike & WebSocketExtras): void => {
  if (raw.terminate === undefined) raw.close(NORMAL);
  else raw.terminate();
};

/** What a constructor threw; or the Error that `ws` puts into its event, while that of browsers tells no cause. */
const causeOf = (error: unknown): unknown => {
  if (error instanceof Error || typeof error !== 'object' || error === null) return error;
  return (error as { error?: unknown }).error;
};

const say = ({ address, code, opened }: End, cause: unknown): string => {
  const why =
    // Not the reason: it is whatever the server says, and may repeat what it was sent.
    cause === undefined ? `close code ${code}` : sayCause(cause);
  return `the connection to ${address} ${opened ? 'was lost' : 'failed'}: ${why}`;
};

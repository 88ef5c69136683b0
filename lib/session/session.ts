import { concat, defer, Observable, type Observer, timer } from 'rxjs';
import { AuthenticationFailedError, ConnectionError } from '../errors.js';
import { isBounded, type Join } from '../link/join.js';
import type { Link } from '../link/link.js';
import { within } from '../link/within.js';
import type { Demux } from '../packet/demux.js';
import { ask, type Desk } from './ask.js';
import { type LivenessOptions, liveness, type Pulse } from './liveness.js';
import { type Papers, standing } from './standing.js';
import { welcomed } from './welcome.js';

/** A link that is welcomed, authenticated if it is to be, and watched. */
export interface Session {
  readonly desk: Desk;
  /** Whether as a user. */
  readonly authenticated: boolean;
}

/** What every session of a client finds around it. */
export interface Surroundings extends Papers {
  readonly demux: Demux;
  readonly options: SessionOptions;
  readonly nextId: () => number;
  readonly streams: { tellSent(text: string): void };
}

export interface SessionOptions extends LivenessOptions {
  /** Whether the server says welcome. */
  readonly welcome: boolean;
  /** From the dial until the session stands, in ms. */
  readonly connectTimeout: number;
}

/** One server. */
export interface Destination {
  readonly address: string;
  readonly join: Join;
}

/** From where it is sailed to, and who is told. */
export interface Shore {
  /** Dials: gives the frames, and tells of the link when it is open. */
  connect(address: string, openObserver: Pick<Observer<Link>, 'next'>): Observable<unknown>;
  /** Signs of the network: each makes the server prove that it is alive; an error ends the link. */
  signs(address: string): Observable<unknown>;
  opened(link: Link): void;
  /** Nobody will be let in any more; the link is still open. */
  refused(error: AuthenticationFailedError): void;
}

/**
 * A server to be dialled → the session with it, emitted once when it stands. Errors however it ends. What sets it up is
 * gone by then: only the frames and the watch stay.
 */
export const openSession = (
  { address, join }: Destination,
  shore: Shore,
  surroundings: Surroundings,
): Observable<Session> =>
  new Observable(subscriber => {
    const { options, demux } = surroundings;
    const { connectTimeout } = options;
    const error = (cause: unknown) => subscriber.error(cause);
    let awaited = 'the socket to open';
    const late = () => {
      const cause = new Error(`it waited for ${awaited}`);
      const why = `the connection to ${address} was not established within ${connectTimeout} ms: ${cause.message}`;
      error(new ConnectionError(why, { address, cause }));
    };
    const inTime = isBounded(connectTimeout) ? timer(connectTimeout).subscribe(late) : undefined;
    const established = (desk: LinkDesk, authenticated: boolean) => {
      inTime?.unsubscribe();
      subscriber.next({ desk, authenticated });
      if (!subscriber.closed) liveness(desk, options, shore.signs(address)).subscribe(subscriber);
    };
    const opened = (link: Link) => {
      shore.opened(link);
      const desk = new LinkDesk(link, surroundings);
      awaited = 'the welcome';
      const setUp$ = concat(
        welcomed(demux.events, options.welcome),
        defer(() => {
          awaited = 'opt-outs and auth';
          return standing(desk, join, surroundings);
        }),
      );
      within(subscriber, setUp$, {
        next: authenticated => established(desk, authenticated),
        error: cause => (cause instanceof AuthenticationFailedError ? shore.refused(cause) : error(cause)),
      });
    };
    subscriber.add(inTime);
    within(subscriber, shore.signs(address), { error });
    within(subscriber, shore.connect(address, { next: opened }), { next: frame => demux.receive(frame), error });
  });

/** Where one link is asked, and watched. */
class LinkDesk implements Desk, Pulse {
  readonly #link: Link;
  readonly #surroundings: Surroundings;

  constructor(link: Link, surroundings: Surroundings) {
    this.#link = link;
    this.#surroundings = surroundings;
  }

  get address(): string {
    return this.#link.address;
  }

  get replies(): Desk['replies'] {
    return this.#surroundings.demux.replies;
  }

  nextId(): number {
    return this.#surroundings.nextId();
  }

  send(text: string): boolean {
    return this.#link.send(text);
  }

  tellSent(text: string): void {
    this.#surroundings.streams.tellSent(text);
  }

  heardAt(): number {
    return this.#link.heardAt();
  }

  heard(): number {
    return this.#link.heard();
  }

  /** A ping of the WebSocket protocol, or else the method of that name, whose answer is as good. */
  ping(): void {
    if (!this.#link.ping()) ask(this, 'ping', []).subscribe({ error: () => {} });
  }
}

import { concat, defer, NEVER, Observable, timer } from 'rxjs';
import { ConnectionError } from '../errors.js';
import { isBounded, type Join } from '../link/join.js';
import type { Link } from '../link/socket.js';
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

export interface SessionOptions extends LivenessOptions {
  readonly address: string;
  readonly join: Join;
  readonly demux: Demux;
  readonly papers: Papers;
  readonly nextId: () => number;
  readonly tellSent: (text: string) => void;
  /** Told of each link as it opens. */
  readonly opened: (link: Link) => void;
  /** Whether the server says welcome. */
  readonly welcome: boolean;
  /** From the dial until the session stands, in ms. */
  readonly connectTimeout: number;
  /** Each value makes the server prove that it is alive. */
  readonly probe$: Observable<unknown>;
}

/**
 * A link being opened → the session on it, emitted once when it stands. Errors however it ends. What sets it up is gone
 * by then: only the frames and the watch stay.
 */
export const openSession = (link$: Observable<Link>, options: SessionOptions): Observable<Session> =>
  new Observable(subscriber => {
    const { address, connectTimeout, demux } = options;
    const error = (cause: unknown) => subscriber.error(cause);
    let awaited = 'the socket to open';
    const late$ = isBounded(connectTimeout) ? timer(connectTimeout) : NEVER;
    const inTime = late$.subscribe(() => {
      const cause = new Error(`it waited for ${awaited}`);
      const why = `the connection to ${address} was not established within ${connectTimeout} ms: ${cause.message}`;
      error(new ConnectionError(why, { address, cause }));
    });
    const step = <T>(name: string, begin: () => Observable<T>) =>
      defer(() => {
        awaited = name;
        return begin();
      });
    const established = (session: Session, link: Link) => {
      inTime.unsubscribe();
      subscriber.next(session);
      if (!subscriber.closed)
        within(subscriber, liveness(pulseOf(link, session.desk), options, options.probe$), { error });
    };
    subscriber.add(inTime);
    const opened = (link: Link) => {
      options.opened(link);
      within(subscriber, link.frames$, { next: frame => demux.receive(frame) });
      const desk = deskAt(link, options);
      const next = (authenticated: boolean) => established({ desk, authenticated }, link);
      const setUp$ = concat(
        step('the welcome', () => welcomed(demux.events, options.welcome)),
        step('opt-outs and auth', () => standing(desk, options.join, options.papers)),
      );
      within(subscriber, setUp$, { next, error });
    };
    within(subscriber, link$, { next: opened, error });
  });

const deskAt = (link: Link, { address, nextId, tellSent, demux }: SessionOptions): Desk => ({
  address,
  nextId,
  tellSent,
  send: text => link.send(text),
  replies: demux.replies,
});

/** A ping of the WebSocket protocol, or else the method of that name, whose answer is as good. */
const pulseOf = (link: Link, desk: Desk): Pulse => ({
  heardAt: link.heardAt,
  heard: link.heard,
  ping: link.ping ?? (() => void ask(desk, 'ping', []).subscribe({ error: () => {} })),
});

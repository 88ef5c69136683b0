import { map, merge, mergeMap, type Observable, of } from 'rxjs';
import type { ChatServer, ConnectionChange, Joined, Received } from '../server/index.js';
import { textAt } from './chat/wire.js';
import { clean } from './clean.js';

/** The streams of a server that its log is made of. */
export type LoggedServer = Pick<ChatServer, 'joins$' | 'received$' | 'connections$'>;

/** Calls that clients make by themselves, which the log leaves out. The arguments of `auth` contain the authkey. */
const UNTOLD: ReadonlySet<string> = new Set(['auth', 'history', 'ping', 'optOutEvents', 'attachEmotes']);

type Happening =
  | { readonly type: 'joined'; readonly joined: Joined }
  | { readonly type: 'called'; readonly received: Received }
  | { readonly type: 'changed'; readonly change: ConnectionChange };

/** Who is on each open connection that has joined, and where. */
class Visitors {
  readonly #byConnection = new Map<number, string>();

  linesOf(happening: Happening): readonly string[] {
    switch (happening.type) {
      case 'joined':
        return this.#join(happening.joined);
      case 'called':
        return this.#call(happening.received);
      case 'changed':
        return this.#change(happening.change);
      default:
        return happening satisfies never;
    }
  }

  #join({ connection, endpoint, channel, user }: Joined): readonly string[] {
    const name = user === undefined ? 'a reader' : clean(user.username);
    this.#byConnection.set(connection, name);
    return [`${name} joined channel ${channel} at endpoint ${endpoint + 1}`];
  }

  #call({ connection, packet: { method, arguments: args } }: Received): readonly string[] {
    const name = this.#byConnection.get(connection);
    if (name === undefined || UNTOLD.has(method)) return [];
    if (method === 'msg') return [`${name}: ${textAt(args, 0)}`];
    if (method === 'whisper') return [`${name} whispers to ${textAt(args, 0)}`];
    return [`${name} calls ${clean(method)}`];
  }

  #change({ at, connection, endpoint }: ConnectionChange): readonly string[] {
    if (at === 'opened') return [];
    const name = this.#byConnection.get(connection);
    this.#byConnection.delete(connection);
    return [
      name === undefined
        ? `a connection to endpoint ${endpoint + 1} closed, and had joined no channel`
        : `${name} left endpoint ${endpoint + 1}`,
    ];
  }
}

/**
 * A line for each connection that joins, speaks or leaves. The lines contain no text of whispers, and no arguments of other
 * calls. Endpoints are counted from 1.
 */
export const serveLog = ({ joins$, received$, connections$ }: LoggedServer): Observable<string> => {
  const visitors = new Visitors();
  return merge(
    joins$.pipe(map((joined): Happening => ({ type: 'joined', joined }))),
    received$.pipe(map((received): Happening => ({ type: 'called', received }))),
    connections$.pipe(map((change): Happening => ({ type: 'changed', change }))),
  ).pipe(mergeMap(happening => of(...visitors.linesOf(happening))));
};

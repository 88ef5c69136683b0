import { asyncScheduler, defer, map, type Observable } from 'rxjs';
import { quote } from '../text/quote.js';
import type { ServerAction } from './server-action.js';
import { actionsFrom, parseMarbles, play, toAction } from './timed-actions.js';

/**
 * What a server does to one socket, from the moment it is dialled: a marble diagram, or an Observable of letters and
 * actions. When the Observable completes, the server closes the socket; when it errors, the connection breaks.
 */
export type AttemptScript = string | Observable<ServerAction | string>;

/**
 * What a server does. A string is one marble diagram for all sockets; its time starts when the {@link ScriptedSocket}
 * is constructed. A list has one script for each dial; the last one is used for all later dials too.
 */
export type ServerScript = string | readonly AttemptScript[];

/** A server that sockets dial. */
export interface Server {
  readonly address: string;
  /** The actions for the next socket. */
  dial(): Observable<ServerAction>;
}

/**
 * Diagrams are parsed twice: at once, so that a mistake throws from the constructor; and at the dial, because the
 * length of a frame depends on the scheduler that runs then.
 */
export const scriptServer = (
  address: string,
  script: ServerScript,
  letters: Readonly<Record<string, ServerAction>>,
): Server => {
  if (typeof script === 'string') {
    parseMarbles(script, letters);
    const start = asyncScheduler.now();
    return { address, dial: () => play(actionsFrom(parseMarbles(script, letters), asyncScheduler.now() - start)) };
  }
  if (script.length === 0) throw new TypeError(`the server at ${quote(address)} has an empty list of scripts`);
  const attempts = script.map(each => scriptAttempt(each, letters));
  let dials = 0;
  return { address, dial: () => attempts[Math.min(dials++, attempts.length - 1)] as Observable<ServerAction> };
};

const scriptAttempt = (
  script: AttemptScript,
  letters: Readonly<Record<string, ServerAction>>,
): Observable<ServerAction> => {
  if (typeof script !== 'string') return script.pipe(map(given => toAction(given, letters)));
  parseMarbles(script, letters);
  return defer(() => play(parseMarbles(script, letters)));
};

import { asyncScheduler, defer, isObservable, map, type Observable } from 'rxjs';
import { quote } from '../text/quote.js';
import { redactAddress } from '../text/redact-address.js';
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

const SCRIPTS = 'a marble diagram, or a list of diagrams and Observables';

const isAttempt = (script: unknown): boolean => typeof script === 'string' || isObservable(script);

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
  const shown = quote(redactAddress(address));
  if (!Array.isArray(script)) {
    throw new TypeError(`the script of the server at ${shown} must be ${SCRIPTS}, not ${quote(script)}`);
  }
  if (script.length === 0) throw new TypeError(`the server at ${shown} has an empty list of scripts`);
  const wrong = script.findIndex(each => !isAttempt(each));
  if (wrong >= 0) {
    const said = quote(script[wrong]);
    throw new TypeError(
      `script ${wrong + 1} of the server at ${shown} must be a diagram or an Observable, not ${said}`,
    );
  }
  const attempts = script.map((each: AttemptScript) => scriptAttempt(each, letters));
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

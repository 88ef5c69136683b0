import { concat, map, NEVER, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { quote } from '../text/quote.js';
import { longTimer } from './long-timer.js';
import { close, DOWN, isAction, type ServerAction } from './server-action.js';

/** The actions of a diagram, each with its time in ms from the start of the diagram. */
export type TimedActions = readonly { readonly at: number; readonly action: ServerAction }[];

/**
 * Parses a marble diagram: `|` closes, `#` breaks the connection, and a letter is looked up in `letters`.
 *
 * @throws TypeError that names the first letter without an action
 */
export const parseMarbles = (marbles: string, letters: Readonly<Record<string, ServerAction>>): TimedActions =>
  TestScheduler.parseMarbles(marbles, undefined, undefined, false, true).map(({ frame: at, notification }) => {
    if (notification.kind === 'C') return { at, action: close(1000) };
    if (notification.kind === 'E') return { at, action: DOWN };
    return { at, action: toAction(notification.value, letters) };
  });

/** Looks a letter up; an action is returned as it is. */
export const toAction = (given: unknown, letters: Readonly<Record<string, ServerAction>>): ServerAction => {
  const action = typeof given === 'string' && Object.hasOwn(letters, given) ? letters[given] : given;
  if (isAction(action)) return action;
  throw new TypeError(`${quote(given)} is not an action of a server: there are ${Object.keys(letters).join(', ')}`);
};

/** Emits each action at its time. One timer runs at a time, since most tests end long before a script does. */
export const play = (actions: TimedActions): Observable<ServerAction> =>
  concat(
    ...actions.map(({ at, action }, i) => longTimer(at - (actions[i - 1]?.at ?? 0)).pipe(map(() => action))),
    NEVER,
  );

/** The actions that leave a server in a state: a client that dials later meets that state. */
const LASTING: readonly ServerAction['type'][] = ['up', 'silent', 'down', 'close'];

/** What a client that dials after `afterMs` sees: the server's state at that moment, then every later action. */
export const actionsFrom = (actions: TimedActions, afterMs: number): TimedActions => {
  const state = actions.findLast(({ at, action }) => at <= afterMs && LASTING.includes(action.type));
  const later = actions.filter(({ at }) => at > afterMs).map(({ at, action }) => ({ at: at - afterMs, action }));
  if (state === undefined) return later;
  return [{ at: 0, action: state.action }, ...later];
};

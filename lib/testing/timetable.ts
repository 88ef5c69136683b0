import { concat, map, NEVER, type Observable, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { quote } from '../quote.js';
import { type Act, BREAK, close } from './act.js';

/** The acts of a diagram, and when each is due, in ms from its beginning. */
export type Timetable = readonly { readonly at: number; readonly act: Act }[];

/**
 * Marbles → what they say is done, and when: `|` closes, `#` breaks, a letter is what it stands for.
 *
 * @throws TypeError that names a letter which stands for nothing
 */
export const timetable = (marbles: string, letters: Readonly<Record<string, Act>>): Timetable =>
  TestScheduler.parseMarbles(marbles, undefined, undefined, false, true).map(({ frame: at, notification }) => {
    if (notification.kind === 'C') return { at, act: close(1000) };
    if (notification.kind === 'E') return { at, act: BREAK };
    return { at, act: actOf(notification.value, letters) };
  });

/** The act itself, or what its letter stands for. */
export const actOf = (given: unknown, letters: Readonly<Record<string, Act>>): Act => {
  const act = typeof given === 'string' && Object.hasOwn(letters, given) ? letters[given] : given;
  if (typeof act === 'object' && act !== null && 'does' in act) return act as Act;
  throw new TypeError(`${quote(given)} stands for nothing a server does: there are ${Object.keys(letters).join(', ')}`);
};

/** Each act when it is due; one timer at a time, since most of a script is never played. */
export const play = (acts: Timetable): Observable<Act> =>
  concat(...acts.map(({ at, act }, i) => timer(at - (acts[i - 1]?.at ?? 0)).pipe(map(() => act))), NEVER);

/** What a server remains after it: up, silent or gone. */
const LASTING: readonly Act['does'][] = ['up', 'hush', 'break', 'close'];

/** What is left of a timetable after a while: what the server is like by then, and all that it does later. */
export const rest = (acts: Timetable, afterMs: number): Timetable => {
  const standing = acts.findLast(({ at, act }) => at <= afterMs && LASTING.includes(act.does));
  const later = acts.filter(({ at }) => at > afterMs).map(({ at, act }) => ({ at: at - afterMs, act }));
  if (standing === undefined) return later;
  return [{ at: 0, act: standing.act }, ...later];
};

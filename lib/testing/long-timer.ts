import { type Observable, switchMap, timer } from 'rxjs';

/** The longest time in ms that a timer can hold: Node and browsers fire a longer one at once. */
export const MAX_TIMER_MS = 2_147_483_647;

/** Emits after `ms`, however long that is: a wait that one timer cannot hold is made of several. */
export const longTimer = (ms: number): Observable<unknown> =>
  ms <= MAX_TIMER_MS ? timer(ms) : timer(MAX_TIMER_MS).pipe(switchMap(() => longTimer(ms - MAX_TIMER_MS)));

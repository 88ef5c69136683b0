import { combineLatest, concatMap, filter, merge, type Observable, take, timer } from 'rxjs';
import type { CloseOptions, Status } from '../../index.js';
import { monotonicClock } from '../../timers.js';

/** What the end of a chat waits for, and how it leaves. */
export interface Ending {
  readonly status$: Observable<Status>;
  /** Emits once every typed question is answered. */
  readonly answered$: Observable<unknown>;
  /** Whether to wait for the first connection, although nothing that was typed needs it. */
  readonly needsConnection: boolean;
  readonly leave: (options: CloseOptions) => Promise<void>;
}

/** Leaves once the questions are answered and the calls settled. Both waits share the time: `leave` gets what is left of it. */
export const leaveWithin = (ms: number, { status$, answered$, needsConnection, leave }: Ending): Observable<void> => {
  const now = monotonicClock();
  const end = now() + ms;
  const attempted$ = status$.pipe(filter(({ state }) => !needsConnection || state !== 'connecting'));
  return merge(timer(ms), combineLatest([attempted$, answered$])).pipe(
    take(1),
    concatMap(() => leave({ drain: Math.max(0, end - now()) })),
  );
};

import { filter, interval, merge, type Observable, of, switchMap, take } from 'rxjs';
import type { Calls } from '../traffic/calls.js';

/** How often to look whether what was handed to the socket has left it: no WebSocket says so. */
const POLL_MS = 20;

/** Emits once when every call is settled and everything that was handed to the socket has left it. */
export const drained = (calls: Calls): Observable<unknown> =>
  merge(of(undefined), calls.idle$).pipe(
    filter(() => calls.unsettled.isEmpty),
    switchMap(() => merge(of(undefined), interval(POLL_MS))),
    filter(() => calls.isIdle),
    take(1),
  );

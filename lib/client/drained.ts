import { filter, interval, type Observable, startWith, switchMap, take } from 'rxjs';
import type { Calls } from '../traffic/calls.js';

/** How often to look whether what was handed to the socket has left it: no WebSocket says so. */
const POLL_MS = 20;

/** Emits once when every call is settled and everything that was handed to the socket has left it. */
export const drained = (calls: Calls): Observable<unknown> =>
  calls.idle$.pipe(
    startWith(undefined),
    filter(() => calls.unsettled.isEmpty),
    switchMap(() => interval(POLL_MS).pipe(startWith(undefined))),
    filter(() => calls.isIdle),
    take(1),
  );

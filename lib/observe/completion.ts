import { endWith, ignoreElements, type Observable } from 'rxjs';

/** Emits once when a stream completes, as those of a client do that is disposed of. */
export const completion = (stream$: Observable<unknown>): Observable<true> =>
  stream$.pipe(ignoreElements(), endWith(true as const));

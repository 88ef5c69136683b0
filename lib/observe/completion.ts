import { endWith, ignoreElements, type Observable } from 'rxjs';

/** Emits once when a stream completes, as a client's streams do when it is disposed of. */
export const completion = (stream$: Observable<unknown>): Observable<true> =>
  stream$.pipe(ignoreElements(), endWith(true as const));

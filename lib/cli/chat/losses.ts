import { distinctUntilChanged, filter, map, type Observable } from 'rxjs';
import type { Status } from '../../index.js';

/** Emits each time that an established connection is lost. */
export const losses = (status$: Observable<Status>): Observable<unknown> =>
  status$.pipe(
    map(({ state }) => state),
    distinctUntilChanged(),
    filter(state => state === 'reconnecting'),
  );

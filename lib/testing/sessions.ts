import { distinctUntilChanged, map, type Observable, scan } from 'rxjs';
import type { Closed, Connected, Status } from '../index.js';

const ADDRESS = 'ws://double.test';

/** A client that is connected, whatever to. */
export const CONNECTED: Status = {
  state: 'connected',
  address: ADDRESS,
  attempt: 0,
  retryAt: undefined,
  lastError: undefined,
};

/** How its socket ends when it is closed. */
export const FAREWELL: Closed = { address: ADDRESS, code: 1000, reason: '', wasClean: true };

/** How many sessions there have been, and the one that stands. */
interface Sessions {
  readonly count: number;
  readonly present: Connected | undefined;
}

const after = (sessions: Sessions, { state, address = ADDRESS }: Status): Sessions => {
  if (state !== 'connected') return { ...sessions, present: undefined };
  if (sessions.present !== undefined) return sessions;
  const session = sessions.count + 1;
  return { count: session, present: { address, session, authenticated: true } };
};

/** A session each time that a status becomes connected, and undefined when it is lost. */
export const sessionsOf = (status$: Observable<Status>): Observable<Connected | undefined> =>
  status$.pipe(
    scan(after, { count: 0, present: undefined }),
    map(({ present }) => present),
    distinctUntilChanged(),
  );
